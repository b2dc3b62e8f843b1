namespace GpuConcord.Host.Draws;

/// <summary>The run that draws are of, for the record in their files.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Started">When the run began.</param>
/// <param name="Data">Name of the data set.</param>
/// <param name="Sha256">SHA-256 of the table.</param>
/// <param name="Device">The device, in words.</param>
public sealed record DrawOrigin(string Version, DateTimeOffset Started, string Data, string Sha256, string Device);

/// <summary>A file of draws, yet to be written.</summary>
/// <param name="Name">Its name in the folder of the run, with slashes between folders.</param>
/// <param name="Work">About how many numbers go into it.</param>
/// <param name="Write">Writes it from its beginning, to a stream that can seek.</param>
public sealed record DrawFile(string Name, long Work, Action<Stream, CancellationToken> Write);
