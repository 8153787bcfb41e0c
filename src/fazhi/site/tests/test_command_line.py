"""The commands as a person types them: what they say, what they write, how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fazhi import VERSION
from fazhi.orgs.models import Town
from fazhi.records.models import ImportBatch
from fazhi.site.command_line import main

SAMPLES = Path(__file__).parents[4] / "samples" / "hezuo-2023"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; returns (exit status, stdout, stderr)."""

    def command(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as ended:
            status = int(ended.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


def test_a_year_of_ledgers_becomes_the_expected_figures(run: Any) -> None:
    status, out, _ = run("import", SAMPLES, "--town", "合作镇", "--year", "2023", "--create-town", "--json")
    assert status == 0
    told = json.loads(out)
    by_file = {item["file"]: item["sheets"] for item in told["files"]}
    for name, count in EXPECTED["import"]["invalid_rows"].items():
        assert len({p["row"] for sheet in by_file[name] for p in sheet["problems"]}) == count
    for name, count in EXPECTED["import"]["merged_duplicates"].items():
        assert sum(sheet["merged"] for sheet in by_file[name]) == count
    for sheets in by_file.values():
        for sheet in sheets:
            faulty = len({problem["row"] for problem in sheet["problems"]})
            counted = sheet["new"] + sheet["unchanged"] + sheet["changed"] + sheet["merged"] + faulty
            assert sheet["rows"] == counted, sheet["sheet"]
            assert sheet["unmapped"] == []
    status, out, _ = run("figures", "--town", "合作镇", "--year", "2023", "--json")
    assert status == 0
    figures = json.loads(out)["figures"]
    assert {code: figures[code]["value"] for code in EXPECTED["figures"]} == EXPECTED["figures"]
    assert len(figures) >= 60
    assert len({figure["rule"] for figure in figures.values()}) >= 60
    assert {"reason": "台账里完全重复的行，已合并", "count": 6} in figures["disputes_found"]["left_out"]

    again = run("import", SAMPLES, "--town", "合作镇", "--year", "2023", "--json")
    assert json.loads(again[1])["batch"] is None
    assert ImportBatch.objects.count() == 1

    status, _, said = run("check")
    assert status == 0, said

    status, _, said = run("import", "--undo", told["batch"])
    assert status == 0, said
    status, out, _ = run("figures", "--town", "合作镇", "--year", "2023", "--json")
    assert all(
        not figure["value"] for code, figure in json.loads(out)["figures"].items() if code != "town_villages"
    )
    assert run("check")[0] == 0


def test_the_report_is_written_as_docx(run: Any, tmp_path: Path) -> None:
    import docx

    run("import", SAMPLES, "--town", "合作镇", "--year", "2023", "--create-town")
    status, _, said = run("report", "--town", "合作镇", "--year", "2023", "--out", tmp_path / "报告.docx")
    assert status == 0, said
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "报告.docx")).paragraphs)
    for words in ("148起", "48起", "300余起", "近万人次", "20余条", "6所", "17个", "8件"):
        assert words in text, words


def test_a_dry_run_writes_nothing(run: Any) -> None:
    run("town", "create", "示例镇")
    file = SAMPLES / "07网格排查矛盾纠纷台账.xlsx"
    answers = _say_it_is("示例镇", file, "网格排查矛盾纠纷")
    status, out, said = run(
        "import", file, "--town", "示例镇", "--year", "2023", "--dry-run", "--json", "--map", answers
    )
    assert status == 0, said
    sheet = json.loads(out)["files"][0]["sheets"][0]
    assert (sheet["rows"], sheet["new"], sheet["merged"]) == (320, 312, 6)
    assert ImportBatch.objects.count() == 0


def _say_it_is(town: str, file: Path, sheet: str) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp()) / "答复.json"
    path.write_text(json.dumps({"": {f"{file.name} {sheet} 标题乡镇": town}}), encoding="utf-8")
    return path


def test_a_title_that_names_another_town_is_a_question(run: Any) -> None:
    run("town", "create", "示例镇")
    status, out, said = run(
        "import", SAMPLES / "11行政应诉台账.xlsx", "--town", "示例镇", "--year", "2023", "--json"
    )
    assert status == 3
    assert json.loads(out)["questions"]
    assert "合作镇" in said
    assert ImportBatch.objects.count() == 0


def test_a_title_that_names_another_year_is_a_question(run: Any) -> None:
    run("town", "create", "合作镇")
    status, out, _ = run(
        "import", SAMPLES / "11行政应诉台账.xlsx", "--town", "合作镇", "--year", "2022", "--json"
    )
    assert status == 3
    assert "2023" in json.loads(out)["questions"][0]["text"]


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["import"], 2, "还缺"),
        (["import", "nowhere.xlsx", "--town", "示例镇", "--year", "2023"], 1, "找不到"),
        (["import", ".", "--town", "示例镇", "--year", "23"], 2, "四位数"),
        (["figures", "--town", "没有的镇", "--year", "2023"], 1, "fazhi town create"),
        (["figures", "--town", "示例镇"], 2, "--year"),
        (["report", "--town", "示例镇", "--year", "2023", "--out", "报告.txt"], 2, ".docx"),
        (["import", "--undo", "99"], 1, "没有第 99 批"),
        (["import", "--undo", "abc"], 2, "批号"),
        (["nonsense"], 2, "nonsense"),
        (["user", "password", "nobody"], 1, "nobody"),
        (["restore", "nowhere.zip"], 1, "找不到"),
        (["serve", "--port", "99999"], 2, "1到65535之间"),
        (["serve", "--host", "300.1.1.1"], 2, "--host"),
    ],
)
def test_a_mistake_is_told_with_what_to_do_and_no_traceback(
    run: Any, words: list[str], status: int, told: str
) -> None:
    run("town", "create", "示例镇")
    ended, out, said = run(*words)
    assert ended == status
    assert told in said
    assert "Traceback" not in said
    assert out == ""


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('{"nokind": {"登记时刻": "found_on"}}', "台账种类“nokind”没有"),
        ('{"dispute": {"登记时刻": "nofield"}}', "found_on"),
        ('{"dispute": ', "第1行"),
        ('{"dispute": "登记时刻"}', "台账种类"),
    ],
)
def test_an_answer_that_answers_nothing_is_refused(run: Any, tmp_path: Path, written: str, told: str) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(written, encoding="utf-8")
    words = ("--town", "合作镇", "--year", "2023", "--create-town", "--map", answers)
    status, _, said = run("import", SAMPLES, *words)
    assert (status, told in said) == (2, True), said
    assert not Town.objects.exists()


@pytest.mark.parametrize("more", [["--dry-run"], ["--year", "2022"]])
def test_a_town_is_made_only_when_something_is_written(run: Any, more: list[str]) -> None:
    status, _, said = run("import", SAMPLES, "--town", "合作镇", "--year", "2023", "--create-town", *more)
    assert status == (0 if more == ["--dry-run"] else 3), said
    assert not Town.objects.exists()


def test_a_command_of_the_pages_own_is_named_in_no_error(run: Any) -> None:
    assert "work-upload" not in run("nonsense")[2]


def test_two_towns_of_one_name_are_told_apart_by_code(run: Any) -> None:
    run("town", "create", "示例镇", "--code", "320681901")
    run("town", "create", "示例镇", "--code", "320682901")
    assert Town.objects.count() == 2
    status, _, said = run("figures", "--town", "示例镇", "--year", "2023")
    assert status == 2
    assert "320682901" in said
    assert run("figures", "--town", "320681901", "--year", "2023")[0] == 0


def test_help_is_in_chinese_with_examples(run: Any) -> None:
    status, out, _ = run("import", "--help")
    assert status == 0
    assert "例子" in out
    assert "usage" not in out
    assert run("--version")[1].strip() == f"fazhi {VERSION}"


def test_a_password_set_at_the_command_line_is_changed_at_the_first_login(run: Any, monkeypatch: Any) -> None:
    import io

    from fazhi.workbench.models import GivenPassword

    run("town", "create", "示例镇")
    monkeypatch.setattr("sys.stdin", io.StringIO("shili-2026-liang\n"))
    status, _, said = run(
        "user", "create", "shili", "--name", "示例", "--town", "示例镇", "--role", "justice_office"
    )
    assert status == 0, said
    assert GivenPassword.objects.filter(user__username="shili").exists()
    GivenPassword.objects.all().delete()
    monkeypatch.setattr("sys.stdin", io.StringIO("shili-2027-liang\n"))
    assert run("user", "password", "shili")[0] == 0
    assert GivenPassword.objects.filter(user__username="shili").exists()
