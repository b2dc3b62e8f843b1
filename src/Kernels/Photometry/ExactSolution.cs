using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>From a mixture and its moments to everything that is asked of a posterior.</summary>
internal static class ExactSolution
{
    /// <summary>Computes and stores the outputs of the lanes of one index.</summary>
    public static void Write<T, TMixture>(int index, in ApertureArguments arguments, ref TMixture mixture, in Moments<T> moments, T first)
        where T : unmanaged, ILane<T>
        where TMixture : struct, IGammaMixture<T>
    {
        long lane = (long)index * T.Width;
        Strip inputs = T.At(arguments.Inputs, Tiles.Offset(lane, ApertureInput.Count + (2L * arguments.Quantiles)));
        Strip outputs = T.At(arguments.Outputs, Tiles.Offset(lane, ApertureOutput.Count + arguments.Quantiles));
        moments.OfMixture(first, out T mean, out T variance, out T skew);
        T deviation = T.Sqrt(variance);
        T.Store(outputs, ApertureOutput.Mean * Tiles.Width, mean);
        T.Store(outputs, ApertureOutput.Deviation * Tiles.Width, deviation);

        T interior = T.Less(T.Load(inputs, ApertureInput.ModeAtZero * Tiles.Width), T.Of(0.5));
        T mode = ModeSearch.Find(ref mixture, ModeGuess(mean, variance, skew, mixture.Largest), interior, out T unfinished);
        T.Store(outputs, ApertureOutput.Mode * Tiles.Width, mode);

        // Edgeworth: the ends of equal density lie at mean + sd(±z + γ/6 (z² − 3)).
        T sixth = skew / (T.Of(6.0) * variance);
        T z = T.Load(inputs, ApertureInput.TwoSidedDeviate * Tiles.Width);
        T centre = mean + (sixth * T.MultiplyAdd(z, z, T.Of(-3.0)));
        T reach = z * deviation;
        T single = T.Load(inputs, ApertureInput.OneSidedDeviate * Tiles.Width);
        T alone = CornishFisher(mean, deviation, sixth, single);
        ShortestInterval<T> interval = new(mode, centre - reach, T.Select(interior, centre + reach, alone), mixture.Largest);
        interval.Search(ref mixture, T.Load(inputs, ApertureInput.Confidence * Tiles.Width));
        unfinished = T.Either(unfinished, interval.Unfinished);
        T.Store(outputs, ApertureOutput.Low * Tiles.Width, interval.Low);
        T.Store(outputs, ApertureOutput.High * Tiles.Width, interval.High);

        for (int k = 0; k < arguments.Quantiles; k++)
        {
            T probability = T.Load(inputs, (ApertureInput.Count + (2L * k)) * Tiles.Width);
            T deviate = T.Load(inputs, (ApertureInput.Count + (2L * k) + 1) * Tiles.Width);
            T start = CornishFisher(mean, deviation, sixth, deviate);
            T quantile = QuantileSearch.Find(ref mixture, probability, start, out T late);
            unfinished = T.Either(unfinished, late);
            T.Store(outputs, (ApertureOutput.Count + k) * Tiles.Width, quantile);
        }

        T.Store(outputs, ApertureOutput.Unfinished * Tiles.Width, T.Select(unfinished, T.Of(1.0), T.Of(0.0)));
    }

    /// <summary>Computes and stores the mean and the standard deviation of ln x.</summary>
    public static void WriteLogMoments<T>(int index, in ApertureArguments arguments, in Workspace<T> workspace, in Moments<T> moments, T first)
        where T : unmanaged, ILane<T>
    {
        Strip outputs = T.At(arguments.Outputs, Tiles.Offset((long)index * T.Width, ApertureOutput.Count + arguments.Quantiles));
        LogMoments.Of(workspace, first, moments.Total, out T mean, out T deviation);
        T.Store(outputs, ApertureOutput.LogMean * Tiles.Width, mean);
        T.Store(outputs, ApertureOutput.LogDeviation * Tiles.Width, deviation);
    }

    /// <summary>The mode alone.</summary>
    public static T Mode<T, TMixture>(int index, in ApertureArguments arguments, ref TMixture mixture, in Moments<T> moments, T first)
        where T : unmanaged, ILane<T>
        where TMixture : struct, IGammaMixture<T>
    {
        Strip inputs = T.At(arguments.Inputs, Tiles.Offset((long)index * T.Width, ApertureInput.Count + (2L * arguments.Quantiles)));
        moments.OfMixture(first, out T mean, out T variance, out T skew);
        T interior = T.Less(T.Load(inputs, ApertureInput.ModeAtZero * Tiles.Width), T.Of(0.5));
        return ModeSearch.Find(ref mixture, ModeGuess(mean, variance, skew, mixture.Largest), interior, out _);
    }

    /// <summary>Mode ≈ mean − κ₃/(2 κ₂), exact for a single Gamma density.</summary>
    private static T ModeGuess<T>(T mean, T variance, T skew, T largest)
        where T : unmanaged, ILane<T>
    {
        T guess = mean - (T.Of(0.5) * skew / variance);
        T least = T.Of(0.01) * mean;
        return T.Min(T.Select(T.Less(least, guess), guess, least), largest);
    }

    /// <summary>The quantile at standard normal deviate z, to first order in the skewness: mean + sd(z + γ/6 (z² − 1)).</summary>
    private static T CornishFisher<T>(T mean, T deviation, T sixth, T z)
        where T : unmanaged, ILane<T> => T.MultiplyAdd(z, deviation, T.MultiplyAdd(sixth, T.MultiplyAdd(z, z, T.Of(-1.0)), mean));
}
