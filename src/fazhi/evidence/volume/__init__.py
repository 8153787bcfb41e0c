"""The volume (卷): one case, one file, one PDF — cover, catalogue, numbered sheets, memo."""

from fazhi.evidence.volume.binding import bind_volume
from fazhi.evidence.volume.entries import VolumeEntry

__all__ = ["VolumeEntry", "bind_volume"]
