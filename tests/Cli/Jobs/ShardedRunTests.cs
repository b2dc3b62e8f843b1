using System.Text;
using GpuConcord.Cli.Engine;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Jobs;

/// <summary>A command in parts, in any order and any number, writes what it writes in one piece: every file but run.json is the same to the byte.</summary>
public sealed class ShardedRunTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("sweep epic-hmxb --tau 0.01:0.05:0.01 --beta-grid 0.001,0.01 --device simd", 1)]
    [InlineData("sweep epic-hmxb --tau 0.01:0.05:0.01 --beta-grid 0.001,0.01 --device simd", 20)]
    [InlineData("sweep e0102-shape xcal-shape --tau 0.02,0.05,0.1 --tuning quick --device simd", 3)]
    [InlineData("sweep e0102-shape --leave-one-out instruments --device simd", 7)]
    [InlineData("sbc --replicates 40 --sources 6 --device simd", 7)]
    [InlineData("sbc --replicates 24 --sources 6 --model log-t --device simd", 3)]
    [InlineData("sbc --replicates 24 --sources 6 --model counts --device simd", 3)]
    [InlineData("sbc --replicates 24 --sources 6 --model both --device simd", 3)]
    [InlineData("sbc --replicates 24 --sources 6 --model known --device simd", 3)]
    [InlineData("fit epic-hmxb --check --device simd", 3)]
    [InlineData("fit epic-hmxb --model log-t --device simd", 2)]
    public async Task Merged_is_as_in_one_piece(string words, int shards)
    {
        await PlanAsync(words, shards);
        int[] order = [.. Enumerable.Range(0, shards)];
        new Random(7).Shuffle(order);
        foreach (int shard in order)
        {
            await DoneAsync($"work {scratch["run"]} --shard {shard} --quiet");
        }

        await DoneAsync($"merge {scratch["run"]} --output {scratch["merged"]} --quiet --format csv,parquet,fits,votable,ecsv");
        await DoneAsync($"{words} --output {scratch["plain"]} --quiet --format csv,parquet,fits,votable,ecsv");
        Same("merged", "plain");
        string manifest = await File.ReadAllTextAsync(scratch["merged/run.json"], Stop);
        Assert.Contains("\"shards\"", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("\"shards\"", await File.ReadAllTextAsync(scratch["plain/run.json"], Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 7, ".csv")]
    [InlineData("--add moments,background,log --on-error skip", 20, ".fits")]
    [InlineData("--hardness", 3, ".parquet")]
    [InlineData("--where m>4 --on-error skip", 3, ".vot")]
    [InlineData("--method ciao --on-error skip", 2, ".csv")]
    public async Task Photometry_merged_is_as_in_one_piece(string options, int shards, string ending)
    {
        bool hardness = options is "--hardness";
        await TableAsync(faulty: options.Contains("skip", StringComparison.Ordinal), hardness);
        string words = $"aprates {scratch["table.csv"]} --device simd {options}".TrimEnd();
        await PlanAsync(words, shards);
        await DoneAsync($"work {scratch["run"]} --quiet");
        await DoneAsync($"merge {scratch["run"]} --output {scratch["merged" + ending]} --quiet");
        await DoneAsync($"{words} --output {scratch["plain" + ending]} --quiet");
        Assert.Equal(await File.ReadAllBytesAsync(scratch["plain" + ending], Stop), await File.ReadAllBytesAsync(scratch["merged" + ending], Stop));
        Assert.Equal(File.Exists(scratch[$"plain{ending}.rejects.csv"]), File.Exists(scratch[$"merged{ending}.rejects.csv"]));
    }

    /// <summary>A row's last bits do not depend on the rows beside it: where exposure times differ in one row only, the others are as without it.</summary>
    [Fact]
    public async Task Photometry_of_a_row_does_not_depend_on_other_rows()
    {
        string[] rows = [.. Enumerable.Range(0, 40).Select(k => $"{5 + k},{3 + (k % 5)},200,4000,0.9,0.02,20000,{(k == 17 ? 30000 : 20000)}")];
        const string Header = "n,m,A_s,A_b,alpha,beta,T_s,T_b\n";
        await File.WriteAllTextAsync(scratch["all.csv"], Header + string.Join('\n', rows) + "\n", Stop);
        await File.WriteAllTextAsync(scratch["less.csv"], Header + string.Join('\n', rows.Where((_, k) => k != 17)) + "\n", Stop);
        await DoneAsync($"aprates {scratch["all.csv"]} --output {scratch["all.out.csv"]} --quiet --device simd");
        await DoneAsync($"aprates {scratch["less.csv"]} --output {scratch["less.out.csv"]} --quiet --device simd");
        string[] all = await File.ReadAllLinesAsync(scratch["all.out.csv"], Stop), less = await File.ReadAllLinesAsync(scratch["less.out.csv"], Stop);
        Assert.Equal(less, all.Where((_, k) => k != 18));
    }

    [Fact]
    public async Task Missing_parts_are_told_and_taken_as_they_are_on_request()
    {
        await PlanAsync("sweep e0102-shape --tau 0.01:0.06:0.01 --device simd", 3);
        await DoneAsync($"work {scratch["run"]} --shard 1 --quiet");
        (int code, _, string error) = await RunAsync($"merge {scratch["run"]} --output {scratch["merged"]}");
        Assert.Equal(65, code);
        Assert.Contains("found 1 of 3 parts (missing: 0, 2), expected all of them", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scratch["merged"]));
        (code, _, error) = await RunAsync($"merge {scratch["run"]} --output {scratch["merged"]} --partial --quiet");
        Assert.Equal(0, code);
        Assert.Contains("PARTIAL: 2 of 6 problems, as 2 of 3 parts are missing (0, 2); numbered as if there were no others.", error, StringComparison.Ordinal);
        Assert.Contains("PARTIAL: 2 of 6 problems, as 2 of 3 parts are missing (0, 2)", await File.ReadAllTextAsync(scratch["merged/run.json"], Stop), StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllLinesAsync(scratch["merged/problems.csv"], Stop)).Length);
    }

    /// <summary>Parts 1 and 3 of 5 are there: rows 25-48 and 73-96 come out as in one piece, the others are named on the screen, in the table and in the JSON object.</summary>
    [Theory]
    [InlineData("", ".csv")]
    [InlineData("--on-error skip", ".ecsv")]
    [InlineData("--where m>2", ".csv")]
    public async Task Rows_of_missing_parts_are_left_out_on_request_and_named(string options, string ending)
    {
        bool where = options is "--where m>2";
        await TableAsync(faulty: !where, hardness: false);
        string words = $"aprates {scratch["table.csv"]} --device simd {options}".TrimEnd();
        await PlanAsync(words, 5);
        await DoneAsync($"work {scratch["run"]} --shard 3 --quiet");
        await DoneAsync($"work {scratch["run"]} --shard 1 --quiet");

        // What cannot be is told before anything else is.
        foreach ((string output, string said) in new[] { ("", "none"), (" --output -", "-") })
        {
            (int refused, _, string why) = await RunAsync($"merge {scratch["run"]} --partial{output}");
            Assert.Equal(2, refused);
            Assert.StartsWith($"--output: found {said}, expected a file for the table", why, StringComparison.Ordinal);
        }

        (int code, string json, string error) = await RunAsync($"merge {scratch["run"]} --partial --output {scratch["merged" + ending]} --json");
        Assert.True(code is 0, error);
        JobPlan plan = JobFolder.Open(scratch["run"], GpuConcord.Cli.Help.PrintVersion.Version).Plan;
        JobRange[] ranges = [.. Enumerable.Range(0, 5).Select(shard => plan.Range(shard))];
        string lack = $"PARTIAL: {ranges[1].Count + ranges[3].Count} of {plan.Count} rows, as 3 of 5 parts are missing (0, 2, 4); without rows 1-{ranges[0].End}, "
            + $"{ranges[2].First + 1}-{ranges[2].End}, {ranges[4].First + 1}-{plan.Count}";
        Assert.StartsWith(lack + ".\n", error, StringComparison.Ordinal);
        Assert.Contains(lack, System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));

        // The same rows of the table by itself.
        string[] lines = await File.ReadAllLinesAsync(scratch["table.csv"], Stop);
        string[] rows = [.. lines.Skip(1).Where(line => !where || line.Split(',')[1] is not "2")];
        await File.WriteAllLinesAsync(scratch["own.csv"], [lines[0], .. Rows(1), .. Rows(3)], Stop);
        await DoneAsync($"aprates {scratch["own.csv"]} --device simd --output {scratch["plain" + ending]} --quiet");
        string[] expected = await File.ReadAllLinesAsync(scratch["plain" + ending], Stop), found = await File.ReadAllLinesAsync(scratch["merged" + ending], Stop);
        Assert.Equal(expected.Where(line => !line.StartsWith('#')), found.Where(line => !line.StartsWith('#')));
        Assert.Equal(ending is ".ecsv", string.Join('\n', found).Contains(lack, StringComparison.Ordinal));

        string[] Rows(int shard) => rows[(int)ranges[shard].First..(int)ranges[shard].End];
    }

    /// <summary>A worker that was killed behind its last step left its work beside the part that it made; one that still has the lock is let alone.</summary>
    [Theory]
    [InlineData("status RUN", 0)]
    [InlineData("work RUN --shard 1", 0)]
    [InlineData("work RUN", 0)]
    [InlineData("merge RUN --partial --output MERGED", 0)]
    public async Task What_is_left_beside_a_part_that_is_there_goes_with_the_next_look(string command, int expected)
    {
        await PlanAsync("sweep e0102-shape --tau 0.01:0.06:0.01 --device simd", 3);
        await DoneAsync($"work {scratch["run"]} --quiet");
        string[] parts = [.. scratch.Entries("run/parts")];
        string words = command.Replace("RUN", scratch["run"], StringComparison.Ordinal).Replace("MERGED", scratch["merged"], StringComparison.Ordinal);
        foreach (string left in new[] { "run/parts/.00001.gpuconcord", "run/parts/.00002.gpuconcord", "run/parts/.x.gpuconcord" })
        {
            Directory.CreateDirectory(scratch[$"{left}/new"]);
            await File.WriteAllTextAsync(scratch[$"{left}/new/run.json"], "{}", Stop);
            await File.WriteAllTextAsync(scratch[$"{left}/lock"], "", Stop);
        }

        using (new FileStream(scratch["run/parts/.00002.gpuconcord/lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            (int code, _, string error) = await RunAsync(words);
            Assert.True(code == expected, error);
            Assert.Equal([".00002.gpuconcord", ".x.gpuconcord", .. parts], scratch.Entries("run/parts"));
        }

        await RunAsync($"status {scratch["run"]}");
        Assert.Equal([".x.gpuconcord", .. parts], scratch.Entries("run/parts"));
    }

    [Fact]
    public async Task A_part_that_is_there_is_not_done_again_and_one_of_another_plan_is_refused()
    {
        await PlanAsync("sweep e0102-shape --tau 0.01:0.06:0.01 --device simd", 3);
        await DoneAsync($"work {scratch["run"]} --shard 1 --quiet");
        DateTime made = File.GetLastWriteTimeUtc(scratch["run/parts/00001/run.json"]);
        (int code, _, string error) = await RunAsync($"work {scratch["run"]} --shard 1");
        Assert.Equal((0, "Part 1 is there already.\n"), (code, error));
        Assert.Equal(made, File.GetLastWriteTimeUtc(scratch["run/parts/00001/run.json"]));

        // A part in another's place, and one whose record is cut short, are none.
        Directory.Move(scratch["run/parts/00001"], scratch["run/parts/00002"]);
        JobFolder job = JobFolder.Open(scratch["run"], GpuConcord.Cli.Help.PrintVersion.Version);
        Assert.Equal([0, 1, 2], job.Missing());
        await DoneAsync($"work {scratch["run"]} --quiet");
        Assert.Empty(job.Missing());
        await File.WriteAllTextAsync(scratch["run/parts/00000/shard.json"], "{", Stop);
        File.Delete(scratch["run/parts/00001/shard.json"]);
        Assert.Equal([0, 1], job.Missing());
        await DoneAsync($"work {scratch["run"]} --quiet");

        // Damaged tables are named, with what to do.
        byte[] bytes = await File.ReadAllBytesAsync(scratch["run/parts/00001/sweep.parquet"], Stop);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(scratch["run/parts/00001/sweep.parquet"], bytes, Stop);
        (code, _, error) = await RunAsync($"merge {scratch["run"]} --output {scratch["merged"]}");
        Assert.Equal(65, code);
        Assert.Contains("do part 1 again: rm -r ", error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync($"merge {scratch["run"]} --output {scratch["run/parts/00001"]} --overwrite")).Code);
    }

    /// <summary>Two workers at one part: whoever is first has it, and the result is what one alone makes.</summary>
    [Fact]
    public async Task One_part_may_be_done_twice_at_once()
    {
        const string Words = "sweep e0102-shape --tau 0.01:0.06:0.01 --device simd";
        await PlanAsync(Words, 3);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunAsync($"work {scratch["run"]} --quiet"), Stop)));
        await DoneAsync($"work {scratch["run"]} --quiet");
        await DoneAsync($"merge {scratch["run"]} --output {scratch["merged"]} --quiet");
        await DoneAsync($"{Words} --output {scratch["plain"]} --quiet");
        Same("merged", "plain");
    }

    [Fact]
    public async Task A_part_that_fails_says_why_and_does_not_keep_others_from_being_done()
    {
        await TableAsync(faulty: true, hardness: false);
        await PlanAsync($"aprates {scratch["table.csv"]} --device simd", 4);
        (int code, _, string error) = await RunAsync($"work {scratch["run"]} --quiet");
        Assert.Equal(65, code);
        Assert.Contains("3 of 4 parts done here, 0 were there, 1 failed.", error, StringComparison.Ordinal);
        (code, string page, _) = await RunAsync($"status {scratch["run"]}");
        Assert.Equal(0, code);
        Assert.Contains("table.csv:50:", page.ReplaceLineEndings(" "), StringComparison.Ordinal);
        (code, string json, _) = await RunAsync($"status {scratch["run"]} --json");
        Assert.Equal(0, code);
        Assert.Contains("\"failed\": [\n    1\n  ]", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_files_are_refused()
    {
        await TableAsync(faulty: false, hardness: false);
        await PlanAsync($"aprates {scratch["table.csv"]} --device simd", 2);
        await File.AppendAllTextAsync(scratch["table.csv"], "7,3,200,4000,0.9,0.02,20000,20000\n", Stop);
        (int code, _, string error) = await RunAsync($"work {scratch["run"]} --quiet");
        Assert.Equal(65, code);
        Assert.Contains("other content than when the plan was made", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan RUN sweep e0102-shape --tau 0.05 --shards 2", "--shards: found 2, expected at most 1")]
    [InlineData("plan RUN sweep e0102-shape --tau 0.05", "--shards")]
    [InlineData("plan RUN sweep e0102-shape --tau 0.05,0.1 --shards 0", "--shards")]
    [InlineData("plan RUN swep e0102-shape --shards 2", "found 'swep', expected one that can be done in parts: sweep, sbc, fit, aprates")]
    [InlineData("plan RUN --shards 2", "found no command")]
    [InlineData("plan --shards 2 --tau 0.1", "RUN")]
    [InlineData("plan RUN sweep e0102-shape --tau 0.05,0.1 --output x --shards 2", "say --output to gpuconcord merge")]
    [InlineData("plan RUN fit epic-hmxb --tow 1 --shards 1", "--tow: gpuconcord fit has no such option")]
    [InlineData("plan RUN aprates n=1 m=2 A_s=1 A_b=2 --shards 2", "expected a table")]
    [InlineData("plan RUN aprates a.csv b.csv --shards 2", "aprates: found several tables (a.csv, b.csv), expected one; measure each by itself")]
    [InlineData("plan RUN aprates a.csv --tow 1 --shards 2", "--tow: gpuconcord aprates has no such option")]
    [InlineData("plan RUN sweep epic-hmxb --tau 0.05,0.1 --shard 2", "--shard: gpuconcord sweep has no such option; did you mean '--shards'?")]
    [InlineData("plan RUN --shard 2 sweep epic-hmxb --tau 0.05,0.1", "--shard: gpuconcord plan has no such option; did you mean '--shards'?")]
    [InlineData("plan RUN sweep e0102-shape --tau 0.05,0.1", "--shards: found none, expected the number of parts; add --shards 20")]
    [InlineData("work RUN", "no such folder")]
    [InlineData("status RUN", "no such folder")]
    [InlineData("merge RUN --output x", "no such folder")]
    public async Task What_cannot_be_planned_is_told(string words, string expected)
    {
        (int code, _, string error) = await RunAsync(words.Replace("RUN", scratch["run"], StringComparison.Ordinal));
        Assert.Contains(code, (int[])[2, 65]);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scratch["run"]));
    }

    [Fact]
    public async Task Rows_that_no_condition_lets_through_and_links_are_planned_as_they_are_read()
    {
        await TableAsync(faulty: false, hardness: false);
        (int code, _, string error) = await RunAsync($"plan {scratch["none"]} aprates {scratch["table.csv"]} --where n>1e9 --shards 1");
        Assert.Equal(65, code);
        Assert.Contains("no row for which", error, StringComparison.Ordinal);
        File.CreateSymbolicLink(scratch["link.csv"], scratch["table.csv"]);
        await DoneAsync($"plan {scratch["run"]} aprates {scratch["link.csv"]} --shards 2 --device simd");
        await DoneAsync($"work {scratch["run"]} --quiet");
    }

    [Theory]
    [InlineData("17", null, 17)]
    [InlineData("env", "SLURM_ARRAY_TASK_ID", 5)]
    [InlineData("env", "JOB_COMPLETION_INDEX", 5)]
    [InlineData("env", "GPUCONCORD_SHARD", 5)]
    public void The_number_of_a_part_comes_from_the_scheduler(string text, string? variable, int expected) =>
        Assert.Equal(expected, GpuConcord.Cli.Jobs.ShardNumber.Parse(text, 20, name => name.Equals(variable, StringComparison.Ordinal) ? "5" : null));

    [Theory]
    [InlineData("20")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("env")]
    public void Any_other_number_is_refused(string text) =>
        Assert.Throws<GpuConcord.Host.Faults.UsageException>(() => GpuConcord.Cli.Jobs.ShardNumber.Parse(text, 20, _ => null));

    private Task PlanAsync(string words, int shards) => DoneAsync($"plan {scratch["run"]} {words} --shards {shards}");

    private async Task DoneAsync(string words)
    {
        (int code, _, string error) = await RunAsync(words);
        Assert.True(code is 0, $"{words}: {error}");
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string words)
    {
        Console console = new() { Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) };
        return (await console.RunAsync(words.Split(' ')), console.Out, console.Error);
    }

    private void Same(string first, string second)
    {
        string[] files = Names(first);
        Assert.Equal(files, Names(second));
        foreach (string file in files.Where(file => file is not OutputFolder.Manifest))
        {
            Assert.True(File.ReadAllBytes(scratch[$"{first}/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(scratch[$"{second}/{file}"])), file);
        }
    }

    private string[] Names(string folder) =>
        [.. Directory.EnumerateFiles(scratch[folder], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(scratch[folder], file)).Order(StringComparer.Ordinal)];

    private Task TableAsync(bool faulty, bool hardness)
    {
        StringBuilder table = new(hardness ? "n_soft,n_hard,m_soft,m_hard,A_s,A_b\n" : "n,m,A_s,A_b,alpha,beta,T_s,T_b\n");
        for (int k = 0; k < 120; k++)
        {
            table.Append(faulty && k == 48 ? "bad,row\n"
                : hardness ? FormattableString.Invariant($"{3 + (k % 60)},{1 + (k % 17)},{k % 5},{k % 3},200,4000\n")
                : FormattableString.Invariant($"{3 + (k % 60)},{2 + (k % 7)},{190 + k},4000,0.9,0.02,20000,{(k % 9 == 0 ? 30000 : 20000)}\n"));
        }

        return File.WriteAllTextAsync(scratch["table.csv"], table.ToString(), Stop);
    }
}
