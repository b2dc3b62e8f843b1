using System.Net;
using System.Text.Json;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>Reports as a browser shows them, on a telephone, a tablet and a screen: nothing runs off the page, no text is too small, none lies on another.</summary>
public sealed class ReportLayoutTests : IDisposable
{
    private const double Smallest = 10;

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [Trait(Judge.Trait, Judge.Chromium)]
    [InlineData("epic-hmxb")]
    [InlineData("e0102-shape", "--tau", "0.1")]
    [InlineData("2xmm-shape", "--model", "log-t")]
    public async Task A_report_is_read_at_three_widths(params string[] words)
    {
        File.Copy(await ReportWithChecks.WriteAsync(scratch, words), scratch["page.html"]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "data", "judges", "measure-report.html"), scratch["measure.html"]);
        foreach (int width in (int[])[400, 768, 1280])
        {
            JsonElement found = Measure(width);
            Assert.True(found.GetProperty("figures").GetInt32() > 5);
            Assert.InRange(found.GetProperty("scrolls").GetInt32(), int.MinValue, 0);
            Assert.True(found.GetProperty("smallest").GetDouble() >= Smallest - 0.01, $"{width}: {found.GetProperty("smallest")} px: {found.GetProperty("smallestText")}");
            Assert.Equal([], found.GetProperty("beyond").EnumerateArray().Select(text => text.GetString()));
            Assert.Equal([], found.GetProperty("overlaps").EnumerateArray().Select(text => text.GetString()));
        }
    }

    /// <summary>What the browser found of the page in a frame of that width.</summary>
    private JsonElement Measure(int width)
    {
        string page = Browser.Open(scratch, $"{scratch["measure.html"]}#{width}", "--dump-dom");
        int start = page.IndexOf("MEASURED", StringComparison.Ordinal);
        Assert.True(start >= 0, "the browser measured nothing");
        string text = WebUtility.HtmlDecode(page[(start + "MEASURED".Length)..page.IndexOf("END", start, StringComparison.Ordinal)]);
        return JsonDocument.Parse(text).RootElement;
    }
}
