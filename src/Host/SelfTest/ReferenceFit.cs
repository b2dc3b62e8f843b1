using System.Text.Json;
using GpuConcord.Host.Data;

namespace GpuConcord.Host.SelfTest;

/// <summary>
/// A small data set in fits.json with its priors, and posterior means found outside this program (make-fits.py says how). Observations are
/// listed source by source, those of source j from <c>First[j]</c> on.
/// </summary>
/// <param name="Model">Its name in the file: log-t, known-plus-fitted, joint-bands.</param>
/// <param name="First">Where each source's observations begin, and the end.</param>
/// <param name="Instrument">Instrument of each observation.</param>
/// <param name="Y">Logarithm of each observation.</param>
/// <param name="S">Known variance of each, or null.</param>
/// <param name="B">Prior mean of every log area.</param>
/// <param name="Tau">Its prior standard deviation.</param>
/// <param name="Alpha">Shape of every variance's prior.</param>
/// <param name="Beta">Its scale.</param>
/// <param name="Correlation">Prior correlation of the areas, or null.</param>
/// <param name="Nu">Degrees of freedom, log-t only.</param>
/// <param name="Expected">Posterior means.</param>
internal sealed record ReferenceFit(
    string Model, int[] First, int[] Instrument, double[] Y, double[]? S,
    double[] B, double[] Tau, double[] Alpha, double[] Beta, double[][]? Correlation, double Nu, ReferenceMean[] Expected)
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
    };

    /// <summary>The priors.</summary>
    public Priors Priors => new(B, Tau, Alpha, Beta) { Correlation = Matrix() };

    /// <summary>Reads one.</summary>
    public static ReferenceFit Of(string model)
    {
        using Stream stream = typeof(ReferenceFit).Assembly.GetManifestResourceStream("SelfTest/fits.json")!;
        return JsonSerializer.Deserialize<ReferenceFit[]>(stream, Format)!.Single(fit => string.Equals(fit.Model, model, StringComparison.Ordinal));
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

/// <summary>One posterior mean.</summary>
/// <param name="Parameter">area, variance, log-variance or flux.</param>
/// <param name="Index">Of which instrument, or source.</param>
/// <param name="Mean">It.</param>
/// <param name="Error">Its Monte Carlo error; 0 from quadrature.</param>
internal readonly record struct ReferenceMean(string Parameter, int Index, double Mean, double Error);
