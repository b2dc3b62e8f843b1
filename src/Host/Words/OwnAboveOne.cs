namespace GpuConcord.Host.Words;

/// <summary>What an instrument's weight on its own prior mean says of a conflict between prior and data.</summary>
public static class OwnAboveOne
{
    private const double Errors = 3;

    /// <summary>What a weight above 1 means.</summary>
    public const string Meaning = "A weight above 100 % means that prior and data conflict: when the prior mean of such an instrument is moved, its area moves farther still, "
        + "because how the fit shares the gap between an offset and scatter depends on where the prior lies. Do not take its area or its scatter at face value: "
        + "check its nominal area and its measurements, or give it a wider prior (--tau).";

    /// <summary>
    /// Whether a weight is above 1 by more than its Monte Carlo error explains. Where variances are known (error 0) no weight tells a conflict: it does
    /// not depend on the data.
    /// </summary>
    /// <param name="own">∂E[B_i]/∂b_i.</param>
    /// <param name="error">Its Monte Carlo standard error; NaN when it is not known.</param>
    public static bool IsSeen(double own, double error) => error > 0 && own - (Errors * error) > 1;
}
