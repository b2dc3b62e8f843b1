using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace GpuConcord.Tests.Architecture;

/// <summary>
/// What no file may hold, by room; <see cref="RoomsTests"/> says which room may use which. The source text is read, not the assemblies, so that a
/// fault has a file and a line.
/// </summary>
public sealed class ArchitectureTests
{
    private const int LongestFile = 400;
    private const int WidestLine = 180;

    private static IReadOnlyList<SourceFile> Sources => SourceFile.All;

    public static TheoryData<string, string> Forbidden { get; } = new()
    {
        // Kernels are pure arithmetic.
        { "src/Kernels/", @"\bMathNet\b|\bSystem\.IO\b|\bConsole\b|\bFile\.|\bDateTime\b|\bStopwatch\b" },
        { "src/Kernels/", @"\bthrow\b|\bAccelerator\b|\bContext\b" },
        { "src/Kernels/", @"\bMathF\b|\bXMath\b|\b(?<!System\.)Math\.(?!FusedMultiplyAdd\b|Sqrt\b)\w+\(" },
        { "src/Kernels/Mathematics/", @"\bMath\.\w+\(" },

        // Data, statistics, diagnostics and figures take arrays, never devices.
        { "src/Host/(Data|Diagnostics|Statistics|Figures|Report)/", @"\bILGPU\b" },
        { "src/Host/", @"\bSpectre\b|\bSystem\.CommandLine\b|\bConsole\.\w" },

        // Faults of loops on all cores come out as they were thrown from one place alone.
        { "src/(Cli|Kernels|Host/(?!Threads/))", @"\bParallel\.(For|ForEach)\(|\bAsParallel\b|\bTask\.Wait" },

        // One owner of contexts and accelerators.
        { "src/Host/(?!Devices/)", @"\bContext\.Create|\bCreate\w*Accelerator\b|\busing ILGPU\.Runtime\.(Cuda|OpenCL|CPU)\b" },

        // The library that reads Parquet sees nothing of a file that was not checked.
        { "src/(?!Host/Tables/Parquet/ParquetFile.cs)", @"\bParquetReader\b" },

        // The command line parses, calls and prints.
        { "src/Cli/", @"\bGpuConcord\.Kernels\b|\bILGPU\b|\bMathNet\b" },

        // No name that says nothing.
        { "src/", @"\b(class|struct|interface|record|enum|namespace)\s+[\w.]*(Manager|Helper|Utils|Utilities|Common|Service|Base)s?\b" },
        { "(tests|bench)/", @"\b(class|struct|interface|record|enum|namespace)\s+[\w.]*(Manager|Helper|Utils|Utilities|Common|Service|Base)s?\b" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_room_keeps_to_itself(string room, string forbidden)
    {
        SourceFile[] files = [.. Sources.Where(file => Regex.IsMatch(file.Path, "^" + room, RegexOptions.ExplicitCapture, Patience))];
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => file.Code()
            .Where(line => Regex.IsMatch(line.Text, forbidden, RegexOptions.ExplicitCapture, Patience))
            .Select(line => $"{file.Path}:{line.Number}: {line.Text.Trim()} (forbidden here: {forbidden})")));
    }

    [Theory]
    [InlineData("src/Kernels/GpuConcord.Kernels.csproj", "", "ILGPU Microsoft.CodeAnalysis.PublicApiAnalyzers")]
    [InlineData("src/Host/GpuConcord.Host.csproj", "GpuConcord.Kernels", null)]
    [InlineData("src/Cli/GpuConcord.Cli.csproj", "GpuConcord.Host", "Spectre.Console System.CommandLine")]
    public void A_project_refers_to_the_next_one_only(string project, string projects, string? packages)
    {
        XDocument file = XDocument.Load(Path.Combine(SourceFile.Root, project));
        Assert.Equal(projects, string.Join(' ', Includes(file, "ProjectReference").Select(Path.GetFileNameWithoutExtension)));
        if (packages is not null)
        {
            Assert.Equal(packages, string.Join(' ', Includes(file, "PackageReference").Order(StringComparer.Ordinal)));
        }
    }

    [Fact]
    public void No_file_is_longer_than_one_idea() =>
        Assert.Empty(Sources.Where(file => file.Lines.Length > LongestFile).Select(file => $"{file.Path}: {file.Lines.Length} lines, at most {LongestFile}"));

    [Fact]
    public void No_line_is_wider_than_a_screen() => Assert.Empty(Sources.SelectMany(file => file.Lines
        .Select((line, k) => (line.Length, Number: k + 1))
        .Where(line => line.Length > WidestLine)
        .Select(line => $"{file.Path}:{line.Number}: {line.Length} columns, at most {WidestLine}")));

    [Fact]
    public void A_namespace_follows_its_folder() => Assert.Empty(Sources
        .Select(file => (file.Path, Found: file.Lines.FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal)), Expected: NamespaceOf(file.Path)))
        .Where(file => file.Found is not null && !string.Equals(file.Found, file.Expected, StringComparison.Ordinal))
        .Select(file => $"{file.Path}: found '{file.Found}', expected '{file.Expected}'"));

    [Fact]
    public void A_fault_would_be_found()
    {
        SourceFile file = new("src/Kernels/X.cs", ["// throw in a comment is no fault", "throw new(); // but this is"]);
        Assert.Equal([2], file.Code().Where(line => line.Text.Contains("throw", StringComparison.Ordinal)).Select(line => line.Number));
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(10);

    private static string NamespaceOf(string path)
    {
        string[] parts = path.Split('/')[..^1];
        string project = parts[0] switch
        {
            "src" => string.Join('.', parts[1..]),
            "tests" => string.Join('.', ["Tests", .. parts[1..]]),
            _ => string.Join('.', ["Bench", .. parts[1..]]),
        };
        return $"namespace GpuConcord.{project};";
    }

    private static IEnumerable<string> Includes(XDocument project, string item) =>
        project.Descendants(item).Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
}
