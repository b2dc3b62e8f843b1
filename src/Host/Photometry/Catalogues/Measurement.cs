using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Hardness;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>How the results of a batch come about.</summary>
internal interface IMeasurement : IDisposable
{
    /// <summary>Fills a batch's results.</summary>
    /// <param name="batch">The sources.</param>
    /// <param name="cancellation">Stops it.</param>
    void Measure(CatalogueBatch batch, CancellationToken cancellation);
}

/// <summary>By photometry.</summary>
internal sealed class PhotometryMeasurement(Device device, PhotometryRequest request) : IMeasurement
{
    private readonly Photometer photometer = new(device, request);

    /// <inheritdoc/>
    public void Measure(CatalogueBatch batch, CancellationToken cancellation) => photometer.Measure(batch.Sources, batch.Results, cancellation);

    /// <inheritdoc/>
    public void Dispose() => photometer.Dispose();
}

/// <summary>The hardness ratio of one quantity.</summary>
internal sealed class HardnessMeasurement(Device device, ApertureQuantity quantity) : IMeasurement
{
    private readonly HardnessPhotometry hardness = new(device);

    /// <inheritdoc/>
    public void Measure(CatalogueBatch batch, CancellationToken cancellation)
    {
        batch.Results.ReserveHardness(batch.Count);
        for (int i = 0; i < batch.Count; i++)
        {
            batch.Results.Alike[i] = batch.Soft.Span[i].Alike || batch.Hard.Span[i].Alike;
        }

        hardness.Solve(batch.Soft, batch.Hard, quantity, batch.Results.Hardness, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => hardness.Dispose();
}

/// <summary>Takes the results of the first parts as they were kept and computes the rest.</summary>
internal sealed class ResumedMeasurement(IMeasurement kept, int keptParts, IMeasurement computed) : IMeasurement
{
    /// <inheritdoc/>
    public void Measure(CatalogueBatch batch, CancellationToken cancellation) => (batch.Part < keptParts ? kept : computed).Measure(batch, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        kept.Dispose();
        computed.Dispose();
    }
}
