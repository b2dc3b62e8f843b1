namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Ascending order of many draws: a radix sort on where a draw lies between the smallest and the largest, in 2³² equal steps, then a comparison sort of
/// the few that share a step. Several times faster than comparisons throughout, and never slower by more than its own passes.
/// </summary>
internal static class DrawOrder
{
    /// <summary>Fewer draws than this are sorted by comparisons.</summary>
    private const int FewestForRadix = 1024;

    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;
    private const int Passes = 3;

    /// <summary>Sorts <paramref name="values"/> into ascending order, NaN first, and fills <paramref name="origin"/> with where each stood.</summary>
    public static void Sort(double[] values, int[] origin)
    {
        double least = values[0], most = values[0], defect = 0;
        foreach (double value in values)
        {
            least = value < least ? value : least;
            most = value > most ? value : most;
            defect += value - value; // NaN where a value is not finite
        }

        double steps = uint.MaxValue / (most - least);
        if (values.Length < FewestForRadix || double.IsNaN(defect) || !double.IsFinite(steps) || steps == 0)
        {
            for (int i = 0; i < origin.Length; i++)
            {
                origin[i] = i;
            }

            Array.Sort(values, origin);
            return;
        }

        ulong[] order = Radix(values, least, steps);
        double[] given = [.. values];
        for (int i = 0; i < order.Length; i++)
        {
            origin[i] = (int)(uint)order[i];
            values[i] = given[origin[i]];
        }

        for (int first = 0, next; first < order.Length; first = next)
        {
            next = first + 1;
            while (next < order.Length && Step(order[next]) == Step(order[first]))
            {
                next++;
            }

            if (next - first > 1)
            {
                values.AsSpan(first, next - first).Sort(origin.AsSpan(first, next - first));
            }
        }
    }

    private static uint Step(ulong place) => (uint)(place >> 32);

    /// <summary>Step in the upper half, index in the lower, ascending by step. Subtraction and product round monotonically, so steps never contradict the values.</summary>
    private static ulong[] Radix(double[] values, double least, double steps)
    {
        ulong[] places = GC.AllocateUninitializedArray<ulong>(values.Length);
        ulong[] other = GC.AllocateUninitializedArray<ulong>(values.Length);
        int[] starts = new int[Passes * Digits];
        for (int i = 0; i < values.Length; i++)
        {
            uint step = (uint)((values[i] - least) * steps);
            places[i] = (ulong)step << 32 | (uint)i;
            for (int pass = 0; pass < Passes; pass++)
            {
                starts[(pass * Digits) + (int)(step >> (pass * DigitBits) & (Digits - 1))]++;
            }
        }

        for (int pass = 0; pass < Passes; pass++)
        {
            Span<int> start = starts.AsSpan(pass * Digits, Digits);
            for (int digit = 0, sum = 0; digit < Digits; digit++)
            {
                (start[digit], sum) = (sum, sum + start[digit]);
            }

            int shift = 32 + (pass * DigitBits);
            foreach (ulong place in places)
            {
                other[start[(int)(place >> shift & (Digits - 1))]++] = place;
            }

            (places, other) = (other, places);
        }

        return places;
    }
}
