"""Set everything up and run it: the first thing a new user types.

    python3 run.py              set up, load the sample town, write its report, serve the pages
    python3 run.py test         set up, pass all tests
    python3 run.py COMMAND …    set up, then `fazhi COMMAND …`

Needs Python 3.11 or newer with pip, nothing else. Works the same on Windows, UOS, Kylin and macOS.
With WHEELS=FOLDER everything is installed from that folder and no network is used.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def install(lock: Path) -> None:
    """Bring .venv to exactly what `lock` names; does nothing when it already is."""
    wanted = hashlib.sha256(lock.read_bytes() + (HERE / "pyproject.toml").read_bytes()).hexdigest()
    note = HOME / f"{lock.stem}.installed"
    # The test lock names everything of the run lock, so it satisfies both.
    if PYTHON.exists() and note.exists() and note.read_text() == wanted:
        return
    say("第一次运行，正在安装所需的软件包（约一分钟）……")
    if not PYTHON.exists():
        # Without pip: Debian's python3 has no ensurepip, and the running Python's pip can install for us.
        shutil.rmtree(HOME, ignore_errors=True)
        venv.create(HOME, with_pip=False, symlinks=os.name != "nt")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(PYTHON),
        "--disable-pip-version-check",
        "install",
        "-q",
    ]
    offline = ["--no-index", "--find-links", os.environ["WHEELS"]] if os.environ.get("WHEELS") else []
    try:
        subprocess.run([*pip, *offline, "--require-hashes", "-r", str(lock)], check=True)
    except subprocess.CalledProcessError:
        say(
            "安装没有成功。请检查网络后再运行一次；没有网络的电脑请先在别处下载软件包，再设 WHEELS=文件夹 运行。"
        )
        raise SystemExit(1) from None
    site = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(site) / "fazhi-source.pth").write_text(str(HERE / "src") + "\n", encoding="utf-8")
    note.write_text(wanted)


def main() -> int:
    if sys.version_info < (3, 11):
        say(f"需要 Python 3.11 或更新版本，现在是 {sys.version.split()[0]}。请先安装新版本的 Python 再运行。")
        return 2
    arguments = sys.argv[1:] or ["demo"]
    if arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version"):
        arguments = ["demo", *arguments]  # python3 run.py --port 8001
    testing = arguments[0] == "test"
    started = time.monotonic()
    run_lock, test_lock = HERE / "requirements" / "run.lock", HERE / "requirements" / "test.lock"
    if testing or (HOME / "test.installed").exists():
        install(test_lock)
    else:
        install(run_lock)
    if (spent := time.monotonic() - started) > 5:
        say(f"安装完成，用了 {spent:.0f} 秒。")
    if testing:
        return subprocess.call([str(PYTHON), str(HERE / "tests" / "all.py"), *arguments[1:]], cwd=HERE)
    try:
        return subprocess.call([str(PYTHON), "-m", "fazhi", *arguments])
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
