"""The volume (卷): one case, one file, one PDF — cover, catalogue, numbered sheets, memo."""

from fazhi.evidence.volume.binding import Progress, bind_volume
from fazhi.evidence.volume.entries import VolumeEntry

__all__ = ["Progress", "VolumeEntry", "bind_volume"]
