"""The program: where it is, how it is called, what its exit codes mean."""
import os
import shutil
import subprocess
import sys
import threading


class Failure(RuntimeError):
    """The program refused or failed; the message is its own. ``code`` is its exit code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class UsageError(Failure):
    """An option is at fault."""


class DataError(Failure):
    """The data are at fault; the message has file, line and column."""


class DeviceError(Failure):
    """The device is not there, or has not enough memory."""


class NotConverged(Failure):
    """With ``strict=True``: the chains have not converged. All files were written."""


class OutputError(Failure):
    """The output could not be written."""


class InternalError(Failure):
    """A fault of the program."""


_FAILURES = {2: UsageError, 65: DataError, 69: DeviceError, 70: NotConverged, 71: Failure, 74: OutputError, 1: InternalError}
_chosen = None


def program(path=None):
    """The program that is run: the one given here, in ``$GPUCONCORD``, or on the path."""
    global _chosen
    if path is not None:
        _chosen = os.fspath(path)
    found = _chosen or os.environ.get("GPUCONCORD") or shutil.which("gpuconcord")
    if not found:
        raise FileNotFoundError("found no program gpuconcord on the path; install it (README.md of gpuconcord), set $GPUCONCORD, or call gpuconcord.program(path)")
    return found


def version():
    """Version of the program, as in '0.1.0'."""
    return run(["--version"], progress=False).split()[-1]


def words(options):
    """Keyword arguments as words of a command line."""
    said = []
    for key, value in options.items():
        name = "--" + key.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            said.append(name)
        elif isinstance(value, dict):
            said += [name, ",".join(f"{own}={_text(own_value)}" for own, own_value in value.items())]
        elif isinstance(value, (list, tuple)):
            for one in value:
                said += [name, _text(one)]
        else:
            said += [name, _text(value)]
    return said


def _text(value):
    return repr(float(value)) if isinstance(value, float) else os.fspath(value) if hasattr(value, "__fspath__") else str(value)


def run(arguments, progress=True):
    """Runs the program with these words and returns what it printed on standard output.

    Its progress and notes, on standard error, are passed on as they come; an exit code other than 0 is an exception.
    An interruption (Ctrl-C) is passed on to it: it leaves no half-written file.
    """
    said = []
    with subprocess.Popen([program(), *map(os.fspath, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        def listen():
            for line in process.stderr:
                text = line.decode("utf-8", "replace")
                said.append(text)
                if progress:
                    sys.stderr.write(text)
                    sys.stderr.flush()

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        try:
            printed = process.stdout.read()
            code = process.wait()
        except KeyboardInterrupt:
            # The terminal has sent it to the program too; where there is none, here it is.
            process.terminate()
            process.wait()
            raise
        listener.join()
    if code:
        raise _FAILURES.get(code, Failure)(code, "".join(said).strip() or f"gpuconcord ended with exit code {code}")
    return printed.decode("utf-8")
