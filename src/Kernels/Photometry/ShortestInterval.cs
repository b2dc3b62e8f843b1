using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// The shortest interval of given probability. With q = F⁻¹(confidence) it is [0, q] when the mode is 0 or p(0) ≥ p(q);
/// otherwise Newton in two dimensions on ln p(high) = ln p(low) and F(high) − F(low) = confidence.
/// </summary>
/// <remarks>
/// Which of the two it is need not wait for q: at any b right of the mode, F(b) ≥ confidence with p(b) &gt; p(0) proves an interval
/// away from 0, and F(b) ≤ confidence with p(b) ≤ p(0) proves one that reaches 0. A lane steps towards q only while it has
/// neither proof, which is seldom more than once.
/// </remarks>
/// <typeparam name="T">The lane type.</typeparam>
internal struct ShortestInterval<T>
    where T : unmanaged, ILane<T>
{
    private const int MostSteps = 100;
    private const double Converged = 1e-8;

    private T low;
    private T high;
    private Bounds<T> lowBounds;
    private Bounds<T> highBounds;
    private T reachesZero;
    private T awayFromZero;
    private T todo;

    /// <param name="mode">The posterior's mode.</param>
    /// <param name="low">A guess of the lower end.</param>
    /// <param name="high">A guess of the upper end.</param>
    /// <param name="largest">The largest x the posterior is evaluated at.</param>
    public ShortestInterval(T mode, T low, T high, T largest)
    {
        T zero = T.Of(0.0);
        lowBounds = new Bounds<T>(zero, mode);
        highBounds = new Bounds<T>(mode, largest);
        this.low = T.Select(T.Both(T.Greater(low, zero), T.Less(low, mode)), low, T.Of(0.5) * mode);
        this.high = T.Select(T.Both(T.Less(mode, high), T.Less(high, largest)), high, T.Min(T.MultiplyAdd(T.Of(2.0), mode, T.Of(1.0)), largest));
        reachesZero = T.LessOrEqual(mode, zero);
        awayFromZero = T.Not(T.All);
        todo = T.All;
    }

    /// <summary>The lower end, exactly 0 when the interval reaches zero.</summary>
    public readonly T Low => T.Select(reachesZero, T.Of(0.0), low);

    /// <summary>The upper end.</summary>
    public readonly T High => high;

    /// <summary>Mask: ran out of steps.</summary>
    public readonly T Unfinished => todo;

    /// <summary>Runs the search.</summary>
    /// <param name="mixture">The posterior.</param>
    /// <param name="confidence">Probability of the interval, inside (0, 1).</param>
    public void Search<TMixture>(ref TMixture mixture, T confidence)
        where TMixture : struct, IGammaMixture<T>
    {
        T atZero = mixture.AtZero;
        T tail = T.Of(1.0) - confidence;
        T logTail = Logarithm.Log(tail);
        for (int step = 0; step < MostSteps && T.Any(todo); step++)
        {
            mixture.At(low, high, out Point<T> atLow, out Point<T> atHigh);
            Decide(atHigh, atZero, tail);
            T oneEnd = T.Both(todo, T.Not(awayFromZero));
            T twoEnds = T.Both(todo, awayFromZero);
            if (T.Any(twoEnds))
            {
                MoveBoth(atLow, atHigh, confidence, twoEnds);
            }

            if (T.Any(oneEnd))
            {
                MoveUpper(atHigh, atZero, logTail, oneEnd);
            }
        }
    }

    /// <summary>Looks for a proof at the upper end.</summary>
    private void Decide(in Point<T> atHigh, T atZero, T tail)
    {
        T open = T.Both(todo, T.Not(T.Either(reachesZero, awayFromZero)));
        T lower = T.LessOrEqual(atHigh.Density, atZero);
        T enough = T.LessOrEqual(atHigh.Survival, tail);
        awayFromZero = T.Either(awayFromZero, T.Both(open, T.Both(enough, T.Not(lower))));
        reachesZero = T.Either(reachesZero, T.Both(open, T.Both(T.LessOrEqual(tail, atHigh.Survival), lower)));
    }

    /// <summary>One Newton step towards q on ln P(X &gt; q) = ln(1 − confidence), a concave function of q.</summary>
    private void MoveUpper(in Point<T> atHigh, T atZero, T logTail, T which)
    {
        T smallest = T.Of(1e-300);
        T survival = T.Max(atHigh.Survival, smallest);
        T move = survival * (Logarithm.LogOfNormal(survival) - logTail) / T.Max(atHigh.Density, smallest);
        T done = T.LessOrEqual(T.Abs(move), T.Of(Converged) * high);

        // q itself is found and still nothing proven: the densities at 0 and q decide.
        T undecided = T.Both(T.Both(which, done), T.Not(reachesZero));
        T lower = T.LessOrEqual(atHigh.Density, atZero);
        reachesZero = T.Either(reachesZero, T.Both(undecided, lower));
        awayFromZero = T.Either(awayFromZero, T.Both(undecided, T.Not(lower)));
        high = T.Select(which, T.Select(done, high + move, highBounds.Step(high, move)), high);
        todo = T.Both(todo, T.Not(T.Both(T.Both(which, done), reachesZero)));
    }

    /// <summary>One Newton step of both ends.</summary>
    private void MoveBoth(in Point<T> atLow, in Point<T> atHigh, T confidence, T which)
    {
        T one = T.Of(1.0);
        T inverseLow = one / atLow.Density;
        T inverseHigh = one / atHigh.Density;
        T slopeLow = atLow.Slope * inverseLow;
        T slopeHigh = atHigh.Slope * inverseHigh;
        T level = Logarithm.Log(atHigh.Density * inverseLow);
        T surplus = atLow.Survival - atHigh.Survival - confidence;

        //  s_high·δhigh − s_low·δlow = −level,  p_high·δhigh − p_low·δlow = −surplus,  s = (ln p)′
        T determinant = one / T.MultiplyAdd(slopeLow, atHigh.Density, -(slopeHigh * atLow.Density));
        T moveHigh = T.MultiplyAdd(level, atLow.Density, -(slopeLow * surplus)) * determinant;
        T moveLow = T.MultiplyAdd(level, atHigh.Density, -(slopeHigh * surplus)) * determinant;

        T width = T.Of(Converged) * (high - low);
        T done = T.Both(T.LessOrEqual(T.Abs(moveLow), width), T.LessOrEqual(T.Abs(moveHigh), width));
        Narrow(level, surplus);
        T nextLow = T.Select(done, low + moveLow, lowBounds.Step(low, moveLow));
        T nextHigh = T.Select(done, high + moveHigh, highBounds.Step(high, moveHigh));
        low = T.Select(which, nextLow, low);
        high = T.Select(which, nextHigh, high);
        todo = T.Both(todo, T.Not(T.Both(which, done)));
    }

    /// <summary>
    /// Any pair of ends bounds one end of the solution: too much probability means that the end of lower density lies further in,
    /// too little that the end of higher density lies further out.
    /// </summary>
    private void Narrow(T level, T surplus)
    {
        T zero = T.Of(0.0);
        T tooMuch = T.Greater(surplus, zero);
        T tooLittle = T.Not(tooMuch);
        T highIsLower = T.Less(level, zero);
        T lowIsLower = T.Not(highIsLower);
        lowBounds.Below = T.Select(T.Both(tooMuch, lowIsLower), low, lowBounds.Below);
        lowBounds.Above = T.Select(T.Both(tooLittle, highIsLower), low, lowBounds.Above);
        highBounds.Above = T.Select(T.Both(tooMuch, highIsLower), high, highBounds.Above);
        highBounds.Below = T.Select(T.Both(tooLittle, lowIsLower), high, highBounds.Below);
    }
}
