using GpuConcord.Host.Faults;
using GpuConcord.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Runs;

public sealed class OutputFolderTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Nothing_is_visible_before_all_is_written()
    {
        using OutputFolder folder = OutputFolder.Open(scratch["new"], overwrite: false);
        Put(folder, "a.csv", "1");
        Assert.DoesNotContain("a.csv", scratch.Entries("new"));
        folder.Commit();
        Assert.Equal(["a.csv"], scratch.Entries("new"));
        Assert.Equal("1", File.ReadAllText(scratch["new/a.csv"]));
    }

    [Fact]
    public void What_was_not_committed_vanishes_with_the_folder_made_for_it()
    {
        using (OutputFolder folder = OutputFolder.Open(scratch["new"], overwrite: false))
        {
            Put(folder, "a.csv", "1");
        }

        Assert.Empty(scratch.Entries());
    }

    [Fact]
    public void A_folder_that_existed_stays()
    {
        Directory.CreateDirectory(scratch["old"]);
        using (OutputFolder folder = OutputFolder.Open(scratch["old"], overwrite: false))
        {
            Put(folder, "a.csv", "1");
        }

        Assert.Equal(["old"], scratch.Entries());
        Assert.Empty(scratch.Entries("old"));
    }

    [Fact]
    public void A_folder_with_an_earlier_run_is_refused_unless_it_may_be_replaced()
    {
        File.WriteAllText(scratch["run.json"], """{"outputs": [{"name": "draws_x.parquet"}, {"name": "summary.csv"}, {"name": "../outside"}]}""");
        File.WriteAllText(scratch["draws_x.parquet"], "old");
        File.WriteAllText(scratch["summary.csv"], "old");
        File.WriteAllText(scratch["notes.txt"], "mine");
        string outside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(scratch.Path)!, "outside");
        UsageException refusal = Assert.Throws<UsageException>(() => OutputFolder.Open(scratch.Path, overwrite: false));
        Assert.Contains("found the files of an earlier run", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--overwrite", refusal.Message, StringComparison.Ordinal);

        File.WriteAllText(outside, "not ours");
        try
        {
            using (OutputFolder folder = OutputFolder.Open(scratch.Path, overwrite: true))
            {
                Put(folder, "summary.csv", "new");
                Put(folder, "run.json", "{}");
                folder.Commit();
            }
            Assert.True(File.Exists(outside));
        }
        finally
        {
            File.Delete(outside);
        }
        Assert.Equal(["notes.txt", "run.json", "summary.csv"], scratch.Entries());
        Assert.Equal("new", File.ReadAllText(scratch["summary.csv"]));
        Assert.Equal("mine", File.ReadAllText(scratch["notes.txt"]));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1, 2]")]
    [InlineData("{\"outputs\": 3}")]
    [InlineData("{}")]
    public void A_manifest_that_is_not_ours_is_replaced_and_removes_nothing(string manifest)
    {
        File.WriteAllText(scratch["run.json"], manifest);
        File.WriteAllText(scratch["summary.csv"], "mine");
        using (OutputFolder folder = OutputFolder.Open(scratch.Path, overwrite: true))
        {
            Put(folder, "run.json", "{}");
            folder.Commit();
        }
        Assert.Equal(["run.json", "summary.csv"], scratch.Entries());
        Assert.Equal("{}", File.ReadAllText(scratch["run.json"]));
    }

    [Fact]
    public void A_file_is_not_a_folder()
    {
        File.WriteAllText(scratch["x"], "");
        Assert.Contains("found a file", Assert.Throws<UsageException>(() => OutputFolder.Open(scratch["x"], overwrite: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_before_any_work()
    {
        File.WriteAllText(scratch["x"], "");
        Assert.Contains("cannot be written to", Assert.Throws<UsageException>(() => OutputFolder.Open(scratch["x/y"], overwrite: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_described_by_size_and_digest()
    {
        using OutputFolder folder = OutputFolder.Open(scratch["new"], overwrite: false);
        Put(folder, "abc", "abc");
        // The digest of "abc" in FIPS 180-4.
        Assert.Equal([new OutputFile("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")], folder.Describe());
    }

    /// <summary>Files in folders of the run's own: they go with the run that replaces it, and their folders when empty; what others put there stays.</summary>
    [Fact]
    public void Files_in_inner_folders_come_and_go_with_their_run()
    {
        using (OutputFolder folder = OutputFolder.Open(scratch["run"], overwrite: false))
        {
            Put(folder, "draws.zarr/posterior/B/0.0", "1");
            Put(folder, "cmdstan/draws_1.csv", "1");
            Put(folder, "cmdstan/draws_2.csv", "2");
            File.WriteAllText(folder.Claim("plain"), "3");
            Put(folder, "run.json", $$"""{"outputs": [{{string.Join(", ", folder.Describe().Select(file => $$"""{"name": "{{file.Name}}"}"""))}}]}""");
            folder.Commit();
        }

        Assert.Equal(["cmdstan", "draws.zarr", "plain", "run.json"], scratch.Entries("run"));
        Assert.Equal("1", File.ReadAllText(scratch["run/draws.zarr/posterior/B/0.0"]));
        File.WriteAllText(scratch["run/cmdstan/mine.csv"], "mine");
        using (OutputFolder folder = OutputFolder.Open(scratch["run"], overwrite: true))
        {
            Put(folder, "cmdstan/draws_1.csv", "new");
            Put(folder, "run.json", "{}");
            folder.Commit();
        }

        Assert.Equal(["cmdstan", "run.json"], scratch.Entries("run"));
        Assert.Equal(["draws_1.csv", "mine.csv"], scratch.Entries("run/cmdstan"));
        Assert.Equal("new", File.ReadAllText(scratch["run/cmdstan/draws_1.csv"]));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/x")]
    [InlineData("a//x")]
    [InlineData("a/")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\\x")]
    [InlineData("C:x")]
    public void A_name_that_may_lead_out_of_the_folder_is_refused(string name)
    {
        using OutputFolder folder = OutputFolder.Open(scratch["new"], overwrite: false);
        Assert.Throws<ArgumentException>(() => folder.Claim(name));
    }

    /// <summary>A manifest may name anything, and a folder inside may be a link: nothing outside is removed.</summary>
    [Fact]
    public void What_a_manifest_names_outside_or_behind_a_link_stays()
    {
        Directory.CreateDirectory(scratch["outside"]);
        File.WriteAllText(scratch["outside/a"], "not ours");
        File.WriteAllText(scratch["b"], "not ours");
        Directory.CreateDirectory(scratch["run"]);
        Directory.CreateSymbolicLink(scratch["run/link"], scratch["outside"]);
        File.WriteAllText(scratch["run/run.json"], """{"outputs": [{"name": "link/a"}, {"name": "../b"}, {"name": "x/../../b"}, {"name": "link/../../b"}]}""");
        using (OutputFolder folder = OutputFolder.Open(scratch["run"], overwrite: true))
        {
            Put(folder, "run.json", "{}");
            folder.Commit();
        }

        Assert.True(File.Exists(scratch["outside/a"]));
        Assert.True(File.Exists(scratch["b"]));
        Assert.Equal(["link", "run.json"], scratch.Entries("run"));
    }

    private static void Put(OutputFolder folder, string name, string text)
    {
        using StreamWriter writer = new(folder.Create(name));
        writer.Write(text);
    }
}
