"""SenseVoice models through sherpa-onnx, and silero's detector where the folder has it."""

from array import array
from collections.abc import Callable
from pathlib import Path

from recordings.transcription import model
from recordings.transcription.engine import FRAME, RATE, Detector, Engine, ModelFault, Samples
from recordings.transcription.level import LevelDetector


def load(folder: Path) -> tuple[Engine, Callable[[], Detector]]:
    """See Load."""
    found = {path.name: path for path in model.files(folder)}
    detector = found.get(model.DETECTOR)
    return SenseVoice(folder), (lambda: Silero(detector)) if detector else LevelDetector


class SenseVoice:
    """See Engine. Numbers as figures and punctuation as the model writes them."""

    name = "sense-voice"

    def __init__(self, folder: Path) -> None:
        try:
            import sherpa_onnx
        except ImportError:
            raise ModelFault("sherpa-onnx is not installed: pip install yuntiao[speech]") from None
        graph, tokens = model.files(folder)[:2]
        try:
            self._recognizer = sherpa_onnx.OfflineRecognizer.from_sense_voice(
                model=str(graph), tokens=str(tokens), num_threads=1, use_itn=True
            )
        except RuntimeError as error:
            raise ModelFault(f"the model cannot be loaded: {error}") from error

    def text(self, samples: Samples) -> str:
        """See Engine."""
        stream = self._recognizer.create_stream()
        stream.accept_waveform(RATE, samples)
        self._recognizer.decode_stream(stream)
        return str(stream.result.text)


class Silero:
    """See Detector."""

    def __init__(self, path: Path) -> None:
        import sherpa_onnx

        config = sherpa_onnx.VadModelConfig()
        config.silero_vad.model = str(path)
        config.sample_rate, config.num_threads = RATE, 1
        if not config.validate():
            raise ModelFault(f"{path.name} cannot be used")
        self._model = sherpa_onnx.VadModel.create(config)
        # Since its fifth version the model looks back a little; any other size ends the process.
        self._back = self._model.window_size() - FRAME
        self._before: Samples = array("f", bytes(4 * self._back))

    def voiced(self, frame: Samples) -> bool:
        """See Detector."""
        window = self._before + frame
        self._before = window[len(window) - self._back :]
        return bool(self._model.is_speech(window))

    def reset(self) -> None:
        """See Detector."""
        self._model.reset()
        self._before = array("f", bytes(4 * self._back))
