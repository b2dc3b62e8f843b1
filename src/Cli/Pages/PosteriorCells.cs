namespace GpuConcord.Cli.Pages;

/// <summary>Table cells of the form "median [low, high]", each of the three numbers aligned over all rows.</summary>
internal static class PosteriorCells
{
    /// <summary>One cell a row.</summary>
    /// <param name="posteriors">Median, lower and upper end; NaN where there is none.</param>
    /// <param name="show">A number's text.</param>
    public static string[] Of(IReadOnlyList<(double Median, double Low, double High)> posteriors, Func<double, string> show)
    {
        string[] median = Aligned(p => p.Median), low = Aligned(p => p.Low), high = Aligned(p => p.High);
        return [.. median.Select((text, row) => double.IsNaN(posteriors[row].Median) ? Figures.None : $"{text} [{low[row]}, {high[row]}]")];

        string[] Aligned(Func<(double Median, double Low, double High), double> number)
        {
            string[] texts = [.. posteriors.Select(p => show(number(p)))];
            int width = texts.Select(text => text.Length).DefaultIfEmpty(0).Max();
            return Array.ConvertAll(texts, text => text.PadLeft(width));
        }
    }
}
