using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Tests.Host.Runs;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Checks;

public sealed class LogPosteriorTests
{
    public static TheoryData<string> Closed => ["known", "log-normal", "both"];

    public static TheoryData<string> Open => ["log-t", "log-t common", "log-t known", "counts"];

    /// <summary>Between draws it differs as ln p(B) p(v) ∫ p(y | B, v, G) dG does, priors by their densities and the integral by the trapezoidal rule.</summary>
    [Theory]
    [MemberData(nameof(Closed))]
    public void Differs_between_draws_as_the_integrated_joint_density_does(string kind)
    {
        Fit fit = ModelFits.Of(kind, null, complete: false);
        double[] found = LogPosterior.Of(fit.Model, fit.Observations, fit.Priors, fit.Blocks, fit.Options, TestContext.Current.CancellationToken)!;
        Assert.Equal(fit.LogArea[0].Length, found.Length);
        double shift = found[0] - Joint(fit, 0);
        foreach (int s in (int[])[1, 17, 120, 199])
        {
            Assert.Equal(Joint(fit, s) + shift, found[s], 1e-8 * Math.Abs(found[s]));
        }
    }

    [Theory]
    [MemberData(nameof(Open))]
    public void Is_not_made_up_where_there_is_no_closed_form(string kind)
    {
        Fit fit = kind is "counts" ? CountFits.Of() : ModelFits.Of(kind, null, complete: true);
        Assert.Null(LogPosterior.Of(fit.Model, fit.Observations, fit.Priors, fit.Blocks, fit.Options, TestContext.Current.CancellationToken));
    }

    private static double Joint(Fit fit, int s)
    {
        Observations data = fit.Observations;
        double density = 0;
        for (int i = 0; i < data.InstrumentCount; i++)
        {
            density += Normal.PDFLn(fit.Priors.LogArea[i], fit.Priors.Tau[i], fit.LogArea[i][s]);
            if (fit.Variance.Length > 0)
            {
                density += (-(fit.Priors.Alpha[i] + 1) * Math.Log(fit.Variance[i][s])) - (fit.Priors.Beta[i] / fit.Variance[i][s]);
            }
        }

        for (int j = 0; j < data.SourceCount; j++)
        {
            int first = data.First[j], count = data.First[j + 1] - first;
            if (count < 2)
            {
                continue;
            }

            // Variances of 0.0001 to 0.02, and a flux within a unit of −27 + j.
            const int Steps = 200_000;
            double[] terms = new double[Steps + 1];
            for (int k = 0; k <= Steps; k++)
            {
                double flux = -28 + j + (2.0 * k / Steps);
                for (int o = first; o < first + count; o++)
                {
                    int i = data.Instrument[o];
                    double variance = (fit.KnownVariance?[o] ?? 0) + (fit.Variance.Length > 0 ? fit.Variance[i][s] : 0);
                    terms[k] += Normal.PDFLn(fit.LogArea[i][s] + flux - (0.5 * variance), Math.Sqrt(variance), data.Y[o]);
                }
            }

            double largest = terms.Max();
            density += largest + Math.Log(terms.Sum(term => Math.Exp(term - largest)) * 2.0 / Steps);
        }

        return density;
    }
}
