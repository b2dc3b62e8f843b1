using System.Diagnostics;
using System.Threading.Channels;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>One stage of a pipeline: takes batches from one channel, works on them, hands them to the next, and knows how long it worked.</summary>
internal sealed class Stage
{
    private long ticks;

    /// <summary>Time spent working, not waiting.</summary>
    public double Seconds => ticks / (double)Stopwatch.Frequency;

    /// <summary>Works until <paramref name="work"/> says there is no more, or no batch comes any more; a fault stops every stage.</summary>
    public Task RunAsync<T>(ChannelReader<T> from, ChannelWriter<T> to, Func<T, Task<bool>> work, CancellationTokenSource stop) => Task.Run(async () =>
    {
        try
        {
            await foreach (T? item in from.ReadAllAsync(stop.Token))
            {
                long started = Stopwatch.GetTimestamp();
                bool more = await work(item);
                ticks += Stopwatch.GetTimestamp() - started;
                if (!more)
                {
                    break;
                }

                await to.WriteAsync(item, stop.Token);
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            to.TryComplete();
        }
    });
}
