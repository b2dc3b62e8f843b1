using GpuConcord.Host.Runs;
using GpuConcord.Host.Writing;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Writing;

/// <summary>What replaces a folder, by exchange and file by file: the same outcome, with everything that is not a run's left alone.</summary>
public sealed class ReplacementTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_old_run_goes_and_what_is_not_its_own_stays(bool exchange)
    {
        Old();
        Write(exchange);
        AssertNew();
        Assert.Equal(["run"], scratch.Entries());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_to_the_folder_stays(bool exchange)
    {
        Old();
        Directory.CreateSymbolicLink(scratch["link"], "run");
        Write(exchange, "link");
        AssertNew();
        Assert.Equal("run", new DirectoryInfo(scratch["link"]).LinkTarget);
        Assert.Equal(["link", "run"], scratch.Entries());
    }

    [Fact]
    public void A_link_that_leads_nowhere_names_the_folder_that_is_made()
    {
        Directory.CreateSymbolicLink(scratch["link"], "run");
        Write(exchange: true, "link");
        Assert.Equal(["figures", "run.json", "summary.csv"], scratch.Entries("run"));
    }

    [Fact]
    public void Two_runs_at_once_on_a_folder_are_refused()
    {
        using OutputFolder first = OutputFolder.Open(scratch["run"], overwrite: false);
        string message = Assert.Throws<InUseException>(() => OutputFolder.Open(scratch["run"], overwrite: true)).Message;
        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}, since ", message, StringComparison.Ordinal);
        first.Dispose();
        OutputFolder.Open(scratch["run"], overwrite: true).Dispose();
        Assert.Empty(scratch.Entries());
    }

    [Fact]
    public void What_older_versions_left_does_not_refuse_a_run()
    {
        Directory.CreateDirectory(scratch["run/.partial-123-0123456789abcdef0123456789abcdef/figures"]);
        using OutputFolder folder = OutputFolder.Open(scratch["run"], overwrite: false);
        Assert.Empty(scratch.Entries("run"));
    }

    /// <summary>Something of another's in the way is found before anything is touched.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_in_the_place_of_a_file_leaves_the_old_run(bool exchange)
    {
        Old();
        Directory.CreateDirectory(scratch["run/figures/a.svg"]);
        Assert.Throws<IOException>(() => Write(exchange));
        AssertOld();
        Assert.Equal(["run"], scratch.Entries());
    }

    /// <summary>Where each file is tells how far a replacement was that was killed: whichever moved, a reader finds the whole new run.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("run.json")]
    [InlineData("run.json old.csv")]
    [InlineData("run.json old.csv summary.csv")]
    [InlineData("run.json old.csv summary.csv summary.csv+")]
    [InlineData("run.json old.csv summary.csv summary.csv+ figures/a.svg+")]
    [InlineData("run.json old.csv summary.csv summary.csv+ figures/a.svg+ run.json+")]
    public void What_a_journal_decided_is_completed_from_any_state(string moved)
    {
        Old();
        string staging = scratch[".run.gpuconcord"];
        Directory.CreateDirectory(Path.Combine(staging, "new/figures"));
        Directory.CreateDirectory(Path.Combine(staging, "old"));
        foreach ((string name, string text) in New)
        {
            File.WriteAllText(Path.Combine(staging, "new", name), text);
        }

        File.WriteAllText(
            Path.Combine(staging, "commit"),
            """{"Coming":["summary.csv","figures/a.svg","run.json"],"Going":["old.csv","summary.csv","run.json"],"Emptied":["figures"]}""");
        foreach (string move in moved.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            (string from, string to) = move.EndsWith('+') ? (Path.Combine(staging, "new"), scratch["run"]) : (scratch["run"], Path.Combine(staging, "old"));
            string name = move.TrimEnd('+');
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
            File.Move(Path.Combine(from, name), Path.Combine(to, name));
        }

        Settlement.ForReading(scratch["run"]);
        AssertNew();
        Assert.Equal(["run"], scratch.Entries());
    }

    /// <summary>When a file cannot be placed, those that were go back.</summary>
    [Fact]
    public void A_replacement_that_fails_midway_leaves_the_old_run()
    {
        Old();
        using (OutputFolder folder = OutputFolder.Open(scratch["run"], overwrite: true, (_, _) =>
        {
            // After the room was looked at, somebody puts a folder in the place of a file.
            Directory.CreateDirectory(scratch["run/figures/a.svg/theirs"]);
            return false;
        }))
        {
            Put(folder);
            Assert.ThrowsAny<Exception>(folder.Commit);
        }

        AssertOld();
        Assert.Equal(["run"], scratch.Entries());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_are_added_to_a_run(bool exchange)
    {
        Old();
        using (OutputFolder folder = OutputFolder.OpenRun(scratch["run"], name => name is "run.json", exchange ? null : (_, _) => false))
        {
            using (StreamWriter writer = new(folder.Create("report.html")))
            {
                writer.Write("report");
            }

            using (StreamWriter writer = new(folder.Create("run.json")))
            {
                writer.Write("{}");
            }

            folder.Commit();
        }

        Assert.Equal(["mine", "notes", "old.csv", "report.html", "run.json", "summary.csv"], scratch.Entries("run"));
        Assert.Equal("{}", File.ReadAllText(scratch["run/run.json"]));
        Assert.Equal(["run"], scratch.Entries());
    }

    private static (string Name, string Text)[] New => [("summary.csv", "new"), ("figures/a.svg", "new"), ("run.json", "{}")];

    private void Old()
    {
        Directory.CreateDirectory(scratch["run/notes/empty"]);
        File.WriteAllText(scratch["run/run.json"], """{"outputs": [{"name": "old.csv"}, {"name": "summary.csv"}]}""");
        File.WriteAllText(scratch["run/old.csv"], "old");
        File.WriteAllText(scratch["run/summary.csv"], "old");
        File.WriteAllText(scratch["run/mine"], "mine");
    }

    private void AssertOld()
    {
        Assert.Equal("old", File.ReadAllText(scratch["run/old.csv"]));
        Assert.Equal("old", File.ReadAllText(scratch["run/summary.csv"]));
        Assert.Contains("old.csv", File.ReadAllText(scratch["run/run.json"]), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(scratch["run/mine"]));
    }

    private void AssertNew()
    {
        Assert.Equal(["figures", "mine", "notes", "run.json", "summary.csv"], scratch.Entries("run"));
        Assert.Equal(["empty"], scratch.Entries("run/notes"));
        Assert.All(New, file => Assert.Equal(file.Text, File.ReadAllText(scratch[$"run/{file.Name}"])));
        Assert.Equal("mine", File.ReadAllText(scratch["run/mine"]));
    }

    private void Write(bool exchange, string name = "run")
    {
        using OutputFolder folder = OutputFolder.Open(scratch[name], overwrite: true, exchange ? null : (_, _) => false);
        Put(folder);
        folder.Commit();
    }

    private static void Put(OutputFolder folder)
    {
        foreach ((string name, string text) in New)
        {
            using StreamWriter writer = new(folder.Create(name));
            writer.Write(text);
        }
    }
}
