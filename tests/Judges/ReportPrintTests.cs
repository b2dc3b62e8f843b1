using GpuConcord.Tests.Host.Runs;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>Reports on paper, A4 as Chromium prints them: no sheet but the last is half empty, and nothing runs off one.</summary>
public sealed class ReportPrintTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [Trait(Judge.Trait, Judge.Chromium)]
    [InlineData("epic-hmxb")]
    [InlineData("e0102-shape", "--tau", "0.1")]
    [InlineData("2xmm-shape", "--model", "log-t")]
    [InlineData("xcal-shape")]
    public async Task No_sheet_is_half_empty(params string[] words)
    {
        string report = await ReportWithChecks.WriteAsync(scratch, words);
        Browser.Open(scratch, report, "--no-pdf-header-footer", $"--print-to-pdf={scratch["report.pdf"]}");
        using PdfDocument paper = PdfDocument.Open(scratch["report.pdf"]);
        Page[] sheets = [.. paper.GetPages()];
        Assert.InRange(sheets.Length, 4, 40);
        foreach (Page sheet in sheets)
        {
            Assert.Equal((595, 842), (Math.Round(sheet.Width), Math.Round(sheet.Height)));
            Assert.All(sheet.Letters, letter => Assert.InRange(letter.BoundingBox.Right, 0, sheet.Width));
        }

        Assert.All(sheets[..^1], sheet => Assert.True(Lowest(sheet) < sheet.Height / 2, $"sheet {sheet.Number} of {sheets.Length} ends {Lowest(sheet):0} pt above its lower edge"));
    }

    /// <summary>Where the lowest letter stands, in points above the sheet's lower edge.</summary>
    private static double Lowest(Page sheet) => sheet.Letters.Where(letter => !string.IsNullOrWhiteSpace(letter.Value)).Min(letter => letter.BoundingBox.Bottom);
}
