namespace GpuConcord.Host.Models;

/// <summary>What pages, figures and files say of a model, in its own words.</summary>
public sealed record Wording
{
    /// <summary>Symbol of the scatter in figures.</summary>
    public string Symbol { get; init; } = "σ";

    /// <summary>What a draw's square root is multiplied by for that symbol.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>What the scatter is, for an axis.</summary>
    public string Axis { get; init; } = "scatter of ln(value) about area × flux";

    /// <summary>What stands behind "scatters most" where the table's errors count besides: " beyond its errors", or nothing.</summary>
    public string Beyond { get; init; } = "";

    /// <summary>What a table's reader must know of σ; empty when it is a standard deviation.</summary>
    public string Note { get; init; } = "";

    /// <summary>What of σ holds for every instrument; empty where each has its own, or none is fitted.</summary>
    public string OfAll { get; init; } = "";

    /// <summary>What σ is, a sentence for the legend of a page.</summary>
    public string Legend { get; init; } = "σ is the scatter of the instrument's measurements about the model.";

    /// <summary>Where the variances come from when none is fitted.</summary>
    public string Known { get; init; } = "variances known from the table's errors";

    /// <summary>Lines about priors besides those of areas and variances.</summary>
    public IReadOnlyList<string> Priors { get; init; } = [];

    /// <summary>Where a log flux has no finite standard deviation, and why, to follow "none"; empty when all have one.</summary>
    public string NoFluxSd { get; init; } = "";

    /// <summary>Where a log flux has no mean, likewise.</summary>
    public string NoFluxMean { get; init; } = "";

    /// <summary>How residuals are made, the beginning of a sentence.</summary>
    public string Residuals { get; init; } = "Residuals (y - B - G + σ²/2)/σ under every draw of B, G and σ";

    /// <summary>The law that residuals should follow: normal, t.</summary>
    public string Law { get; init; } = "normal";

    /// <summary>What log fluxes are in simulated data, after the priors of areas and variances.</summary>
    public string Truths { get; init; } = "G flat, simulated at 0";

    /// <summary>How a sweep of it draws, its sampler first, when that is not collapsed Hamiltonian Monte Carlo with pilot chains; empty when it is.</summary>
    public string Swept { get; init; } = "";

    /// <summary>The model and its sampler, for the title of a run of simulation-based calibration.</summary>
    public required string Tried { get; init; }
}
