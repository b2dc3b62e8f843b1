using System.Text.Json.Serialization;
using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;

namespace GpuConcord.Host.SelfTest;

/// <summary>
/// A small data set in fits.json with its priors, and posterior means found outside this program (make-fits.py says how). Observations are
/// listed source by source, those of source j from <c>First[j]</c> on.
/// </summary>
/// <param name="Name">What the check is called: the model's key and how it is drawn, or what is special.</param>
/// <param name="Key">The model's key.</param>
/// <param name="First">Where each source's observations begin, and the end.</param>
/// <param name="Instrument">Instrument of each observation.</param>
/// <param name="Y">Logarithm of each observation.</param>
/// <param name="S">Known variance of each, or null.</param>
/// <param name="Counts">What the apertures of each counted; y is then unread.</param>
/// <param name="B">Prior mean of every log area.</param>
/// <param name="Tau">Its prior standard deviation.</param>
/// <param name="Alpha">Shape of every variance's prior.</param>
/// <param name="Beta">Its scale.</param>
/// <param name="Correlation">Prior correlation of the areas, or null.</param>
/// <param name="Settings">The model's settings, or null for none.</param>
/// <param name="Expected">Posterior means.</param>
internal sealed record ReferenceFit(
    string Name, [property: JsonPropertyName("model")] string Key, int[] First, int[] Instrument, double[] Y, double[]? S, ReferenceCounts? Counts,
    double[] B, double[] Tau, double[] Alpha, double[] Beta, double[][]? Correlation, Dictionary<string, double>? Settings, ReferenceMean[] Expected)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>The data.</summary>
    public Observations Observations => new()
    {
        Instruments = [.. B.Select((_, i) => $"I{i}")],
        Sources = [.. First[1..].Select((_, j) => $"S{j}")],
        First = First,
        Instrument = Instrument,
        Y = Y,
        Variance = S,
        Counts = Counts?.Apertures,
    };

    /// <summary>The priors.</summary>
    public Priors Priors => new(B, Tau, Alpha, Beta) { Correlation = Matrix() };

    /// <summary>Chains that the check takes.</summary>
    public int Chains { get; init; } = 128;

    /// <summary>The model.</summary>
    public IModel Model(ModelCatalogue models) => models.Of(Key).Make(
        (Settings ?? []).Aggregate(SettingValues.None, (values, setting) => values.With(setting.Key, setting.Value)));

    /// <summary>Reads them all.</summary>
    public static ReferenceFit[] All()
    {
        using Stream stream = typeof(ReferenceFit).Assembly.GetManifestResourceStream("SelfTest/fits.json")!;
        return JsonSerializer.Deserialize<ReferenceFit[]>(stream, Format)!;
    }

    private double[,]? Matrix()
    {
        if (Correlation is null)
        {
            return null;
        }

        double[,] matrix = new double[B.Length, B.Length];
        for (int i = 0; i < B.Length; i++)
        {
            for (int k = 0; k < B.Length; k++)
            {
                matrix[i, k] = Correlation[i][k];
            }
        }

        return matrix;
    }
}

/// <summary>Counts in apertures, an entry an observation, backgrounds unknown.</summary>
/// <param name="N">Counts in the source aperture.</param>
/// <param name="M">Counts in the background aperture.</param>
/// <param name="F">Source counts in the source aperture a unit of S.</param>
/// <param name="G">Those in the background aperture.</param>
/// <param name="R">Background counts there for one in the source aperture.</param>
internal sealed record ReferenceCounts(double[] N, double[] M, double[] F, double[] G, double[] R)
{
    /// <summary>The same as data.</summary>
    public ApertureCounts Apertures => new()
    {
        Source = N,
        Background = M,
        SourceFactor = F,
        BackgroundFactor = G,
        Ratio = R,
        KnownBackground = [.. N.Select(_ => double.NaN)],
    };
}

/// <summary>One posterior mean.</summary>
/// <param name="Parameter">area, variance, log-variance or flux; or the symbol of a parameter that is common to all.</param>
/// <param name="Index">Of which instrument, or source.</param>
/// <param name="Mean">It.</param>
/// <param name="Error">Its Monte Carlo error; 0 from quadrature.</param>
internal readonly record struct ReferenceMean(string Parameter, int Index, double Mean, double Error);
