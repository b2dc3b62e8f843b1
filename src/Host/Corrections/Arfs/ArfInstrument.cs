using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Corrections.Arfs;

/// <summary>Whose areas an ARF holds, and what told it.</summary>
/// <param name="Name">The run's instrument.</param>
/// <param name="Told">What told it, in words.</param>
public readonly record struct ArfInstrument(string Name, string Told)
{
    /// <summary>The instrument that a person named.</summary>
    /// <param name="option">Where.</param>
    /// <param name="name">The name, in any case of letters.</param>
    /// <param name="factors">The run.</param>
    /// <exception cref="UsageException">The run has no such instrument.</exception>
    public static ArfInstrument Named(string option, string name, RunFactors factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        return new ArfInstrument(InstrumentName.Find(name, factors.Instruments) ?? throw InstrumentName.Unknown(option, name, factors.Instruments), "as told");
    }

    /// <summary>The same, with a word where an ARF's own keywords name another instrument of the run.</summary>
    /// <param name="arf">The ARF.</param>
    /// <param name="factors">The run.</param>
    public ArfInstrument Beside(Arf arf, RunFactors factors)
    {
        ArgumentNullException.ThrowIfNull(arf);
        ArgumentNullException.ThrowIfNull(factors);
        string[] others = arf.Instrument.Length == 0 ? [] : InstrumentName.OfKeywords(arf.Telescope, arf.Instrument, factors.Instruments);
        return others.Length == 0 || others.Contains(Name, StringComparer.Ordinal) ? this
            : this with { Told = $"{Told}, although its INSTRUME = {arf.Instrument} is that of {Excerpt.List(others)}" };
    }

    /// <summary>The instrument that the keywords INSTRUME and TELESCOP of an ARF name.</summary>
    /// <param name="arf">The ARF.</param>
    /// <param name="factors">The run.</param>
    /// <exception cref="UsageException">They name none of the run's, or several.</exception>
    public static ArfInstrument Of(Arf arf, RunFactors factors)
    {
        ArgumentNullException.ThrowIfNull(arf);
        ArgumentNullException.ThrowIfNull(factors);
        string[] found = arf.Instrument.Length == 0 ? [] : InstrumentName.OfKeywords(arf.Telescope, arf.Instrument, factors.Instruments);
        string telescope = arf.Telescope.Length > 0 ? $" of TELESCOP = {Excerpt.Of(arf.Telescope)}" : "";
        string keywords = arf.Instrument.Length == 0 ? "no keyword INSTRUME" : $"INSTRUME = {Excerpt.Of(arf.Instrument)}{telescope}";
        return found.Length == 1
            ? new ArfInstrument(found[0], $"INSTRUME = {arf.Instrument}")
            : throw new UsageException(
                $"{arf.File}: found {keywords}, expected one that names an instrument of the run ({Excerpt.List(factors.Instruments, most: 20)}); say whose areas they are: "
                + $"--instrument {factors.Instruments[0]}, or {factors.Instruments[0]}={arf.File}");
    }
}
