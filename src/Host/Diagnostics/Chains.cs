namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Draws of one quantity seen as equally long chains: a view on a chain-major span, <c>draws[chain * length + iteration]</c>.
/// </summary>
internal readonly ref struct Chains
{
    /// <summary>Views <paramref name="draws"/> as <paramref name="chains"/> chains of equal length.</summary>
    /// <exception cref="ArgumentException">There are no chains, no draws, or the draws do not divide into equal chains.</exception>
    public Chains(ReadOnlySpan<double> draws, int chains)
    {
        if (chains < 1)
        {
            throw new ArgumentException($"{chains} chains; expected at least one.", nameof(chains));
        }

        if (draws.IsEmpty || draws.Length % chains != 0)
        {
            throw new ArgumentException(
                $"{draws.Length} draws cannot be {chains} equally long, non-empty chains; expected a positive multiple of {chains}.",
                nameof(draws));
        }

        Values = draws;
        Count = chains;
        Length = draws.Length / chains;
    }

    /// <summary>All draws, chain after chain.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>Number of chains.</summary>
    public int Count { get; }

    /// <summary>Draws in each chain.</summary>
    public int Length { get; }

    /// <summary>The draws of one chain.</summary>
    public ReadOnlySpan<double> this[int chain] => Values.Slice(chain * Length, Length);

    /// <summary>
    /// Twice as many chains, each half as long; the middle draw of an odd-length chain belongs to neither half.
    /// Chains of a single draw stay whole.
    /// </summary>
    public Chains Split()
    {
        if (Length == 1)
        {
            return this;
        }

        if (Length % 2 == 0)
        {
            return new Chains(Values, 2 * Count); // the halves already lie one after the other
        }

        int half = Length / 2;
        double[] halves = new double[2 * half * Count];
        for (int chain = 0; chain < Count; chain++)
        {
            this[chain][..half].CopyTo(halves.AsSpan(2 * chain * half));
            this[chain][(half + 1)..].CopyTo(halves.AsSpan((2 * chain + 1) * half));
        }

        return new Chains(halves, 2 * Count);
    }
}
