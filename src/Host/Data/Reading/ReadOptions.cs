namespace GpuConcord.Host.Data.Reading;

/// <summary>What a reader of tables is told beyond the file itself.</summary>
/// <param name="Value">
/// Long tables: the value column, by its name or the beginning of it (<c>flux</c> for <c>flux_erg_cm2_s</c>); null takes the only
/// column that begins with log_counts, ln_counts, counts, ln_flux or flux. Matrix tables: counts (the default), flux or log_counts.
/// </param>
/// <param name="Error">The error column of a long table; null takes the one that belongs to the value column, if any.</param>
/// <param name="Band">The only band to read; null reads every band.</param>
/// <param name="RequireErrors">Demand an error for every observation: the models with known variances need them.</param>
/// <param name="ZeroErrors">Take an error of 0 as it is: a variance is fitted besides. Otherwise it is refused.</param>
public readonly record struct ReadOptions(
    string? Value = null, string? Error = null, string? Band = null, bool RequireErrors = false, bool ZeroErrors = false);
