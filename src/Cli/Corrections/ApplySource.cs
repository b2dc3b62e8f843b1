using GpuConcord.Host.Corrections;
using GpuConcord.Host.Corrections.Arfs;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Corrections;

/// <summary>An ARF to correct, and whose areas it holds.</summary>
/// <param name="Arf">The ARF.</param>
/// <param name="Instrument">The run's instrument.</param>
internal sealed record ApplySource(Arf Arf, ArfInstrument Instrument)
{
    /// <summary>Reads what a word of the command line names: <c>pn.arf</c>, or <c>pn=pn.arf</c>.</summary>
    /// <param name="text">The word.</param>
    /// <param name="instrument">What <c>--instrument</c> says; null for nothing.</param>
    /// <param name="factors">The run.</param>
    /// <exception cref="UsageException">The run has no such instrument, or nothing tells it.</exception>
    /// <exception cref="DataException">The file is no ARF.</exception>
    public static ApplySource Of(string text, string? instrument, RunFactors factors)
    {
        // A file may have an equals sign in its name.
        int equals = File.Exists(text) ? -1 : text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            ArfInstrument? named = instrument is null ? null : ArfInstrument.Named("--instrument", instrument, factors);
            Arf own = Arf.Read(text);
            return new ApplySource(own, named?.Beside(own, factors) ?? ArfInstrument.Of(own, factors));
        }

        ArfInstrument told = ArfInstrument.Named(text, text[..equals], factors);
        if (instrument is null)
        {
            Arf arf = Arf.Read(text[(equals + 1)..]);
            return new ApplySource(arf, told.Beside(arf, factors));
        }

        throw new UsageException(
            $"--instrument: found {instrument} beside {text}, expected one of the two; leave --instrument out, and write NAME=ARF for every ARF");
    }
}
