using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Tables;
using GpuConcord.Tests.Cli.Screen;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Jobs;

/// <summary>How a run on one machine goes by pieces: few items at a time where they take long, many where they do not, and the same whole whatever the pace.</summary>
public sealed class PiecesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    /// <summary>However long an item takes, an interruption costs seconds of work, or one item's; parts are put away every ten seconds and are seconds long.</summary>
    [Theory]
    [InlineData(0.001, 14_000, 20_000)]
    [InlineData(0.03, 450, 1000)]
    [InlineData(0.5, 28, 60)]
    [InlineData(20, 3, 8)]
    public async Task An_interrupted_run_keeps_all_but_seconds_of_its_work(double seconds, int until, int count)
    {
        Items job = new(count, seconds) { InterruptAt = until };
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(job, resume: false));
        JobFolder kept = Kept();
        RunPart[] records = [.. Enumerable.Range(0, kept.Plan.Shards).Where(kept.IsDone).Select(kept.Record)];
        long end = 0;
        foreach (RunPart record in records)
        {
            Assert.Equal(end, record.First);
            end += record.Count;
            Assert.InRange(record.Seconds, 0, Math.Max(seconds, 3.5));
        }

        Assert.InRange(until - end, 0, Math.Max(1, 3.5 / seconds));

        // A part in the middle is lost as well; what is left is done, and nothing else.
        Directory.Delete(kept.Part(records[records.Length / 2].Shard), recursive: true);
        Items rest = new(count, seconds);
        Sum sum = await RunAsync(rest, resume: true);
        Assert.Equal(Enumerable.Range(0, count).Select(k => (long)k), sum.All);
        Assert.Equal(count - end + records[records.Length / 2].Count, rest.Done);
        Assert.Empty(scratch.Entries());
    }

    [Fact]
    public async Task A_killed_run_loses_ten_seconds_and_a_piece_at_most()
    {
        Items job = new(2000, 0.03) { FailAt = 1500 };
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(job, resume: false));
        JobFolder kept = Kept();
        RunPart last = kept.Record(Enumerable.Range(0, kept.Plan.Shards).Last(kept.IsDone));
        Assert.InRange(1500 - last.First - last.Count, 0, (long)(13.5 / 0.03));
    }

    private JobFolder Kept() => JobFolder.Open(scratch[".out.parts"], GpuConcord.Cli.Help.PrintVersion.Version) with { Joined = true };

    private async Task<Sum> RunAsync(Items job, bool resume)
    {
        using StringWriter error = new();
        Terminal terminal = new() { Output = Stream.Null, Out = TextWriter.Null, Error = error, Clock = job.Clock };
        Sum sum = new();
        await PartByPart.RunAsync(
            sum, job, ["items"], new OutputRequest { Folder = scratch["out"], Resume = resume, Quiet = true }, () => null, terminal, Stop);
        return sum;
    }

    /// <summary>Items that are their numbers, and take time.</summary>
    private sealed class Items(long count, double seconds) : ILongJob<long[]>
    {
        public ManualClock Clock { get; } = new();

        public long InterruptAt { get; init; } = long.MaxValue;

        public long FailAt { get; init; } = long.MaxValue;

        public long Done { get; private set; }

        public string Unit => "item";

        public long Count => count;

        public ulong? Seed => null;

        public DeviceRecord Device { get; } = new("simd", "A processor", ".NET 10.0.0", 8, 2, 1L << 34, "asked for");

        public string? Label => "items";

        public long Piece => 1;

        public bool Joins => true;

        public long[] Do(JobRange range, IProgressDisplay progress, CancellationToken cancellation)
        {
            for (long k = range.First; k < range.End; k++)
            {
                if (k == InterruptAt)
                {
                    throw new OperationCanceledException();
                }

                if (k == FailAt)
                {
                    throw new InvalidOperationException();
                }

                Clock.Advance(TimeSpan.FromSeconds(seconds));
            }

            Done += range.Count;
            return [.. Enumerable.Range(0, (int)range.Count).Select(k => range.First + k)];
        }

        public Task WriteAsync(long[] part, JobRange range, OutputFolder folder, CancellationToken cancellation) => PartTable.WriteAsync(
            GpuConcord.Cli.Help.PrintVersion.Version, new OutputTable("", part.Length, [OutputColumn.OfWhole("item", "", row => (int)part[row])]), folder, cancellation);

        public void Dispose()
        {
        }
    }

    /// <summary>All items, in the order of the parts.</summary>
    private sealed class Sum : JobKind<long[]>
    {
        public IReadOnlyList<long> All { get; private set; } = [];

        public override ILongJob Prepare() => throw new NotSupportedException();

        public override void Require(OutputRequest output)
        {
        }

        public override async Task<long[]> ReadAsync(string folder, RunPart record, CancellationToken cancellation)
        {
            await PartTable.CheckAsync(folder, GpuConcord.Cli.Help.PrintVersion.Version, cancellation);
            return [.. Enumerable.Range(0, (int)record.Count).Select(k => record.First + k)];
        }

        public override Task<int> DeliverAsync(Whole<long[]> whole, OutputRequest output, OutputFolder? folder, CancellationToken cancellation)
        {
            All = [.. whole.All.SelectMany(part => part)];
            return Task.FromResult(0);
        }
    }
}
