using System.Text;
using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using Xunit;

namespace GpuConcord.Tests.Host.Runs.Fits;

/// <summary>Checks of counts in run.json: what is read back is what was written; fits of values have none.</summary>
public sealed class CountChecksJsonTests
{
    [Fact]
    public void Checks_of_counts_come_back_as_they_were_written()
    {
        Fit fit = Checked("counts");
        Assert.Equal(3, fit.Checks!.Counts!.Count);
        string written = Written(fit);
        ModelChecks read = Read(written, fit);
        Assert.Equal(fit.Checks.Counts, read.Counts!);
        Assert.Equal(written, Written(fit with { Checks = read }));
    }

    [Fact]
    public void Fits_of_values_have_no_checks_of_counts()
    {
        Fit fit = Checked("fitted");
        Assert.Null(fit.Checks!.Counts);
        Assert.DoesNotContain("predicted_counts", Written(fit), StringComparison.Ordinal);
        Assert.Null(Read(Written(fit), fit).Counts);
    }

    private static Fit Checked(string key)
    {
        IModel model = FitParts.Of(key).Proper;
        Priors priors = Priors.Uniform(3, 0.2, 4, 0.5);
        Observations table = SbcDesign.Of(3, 6, 1, 0, null, 1, model.Can.Counts).Table;
        Observations data = model.Simulate(new ReplicateDesign(table, priors, 1), 0).Data;
        using Device device = Device.OpenSimd();
        FitOptions options = new() { Chains = 8, WarmUp = 50, Draws = 20 };
        return FitChecks.Checked(Fitting.Run(model, data, priors, options, device, null, TestContext.Current.CancellationToken));
    }

    private static ModelChecks Read(string written, Fit fit)
    {
        ModelChecks checks = fit.Checks!;
        Observations data = fit.Observations;
        CheckedObservation[] rows =
        [
            .. checks.Judged.Select((o, k) => new CheckedObservation(
                "", data.Instruments[data.Instrument[o]], data.Sources[data.SourceOf(o)], data.Y[o], checks.Residuals.Mean[o], checks.LeaveOneOut.LogDensity[k],
                checks.LeaveOneOut.Optimism[k], checks.LeaveOneOut.ParetoK[k])),
        ];
        return CheckJson.Read(JsonDocument.Parse(written).RootElement, data, rows)!;
    }

    private static string Written(Fit fit)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            CheckJson.Write(writer, fit);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
