using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;

// A table, a built-in set here, band by band; areas known to 5 %; usual priors of the scatters; the processor's vector registers.
DataSet data = TableReader.Read("epic-hmxb");
using Device device = Device.OpenSimd();
foreach (Observations band in data.Bands)
{
    Priors priors = Priors.Uniform(band.InstrumentCount, tau: 0.05, alpha: 1.5, beta: 0.01);
    FitOptions options = new() { Chains = 64, WarmUp = 200, Draws = 200, Seed = 1 };
    Fit fit = Fitting.Run(ModelCatalogue.Standard.Default, band, priors, options, device, progress: null, CancellationToken.None);
    for (int i = 0; i < band.InstrumentCount; i++)
    {
        Console.WriteLine($"{band.Band}  {band.Instruments[i],-4}  ln(area/nominal) = {fit.Areas[i].Median,6:F3} ± {fit.Areas[i].Sd:F3}, R-hat {fit.Areas[i].Rhat:F3}");
    }
}
