using System.Globalization;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>The keywords of a header by type; the error of one that is absent or wrong names its card.</summary>
/// <param name="place">The HDU in messages.</param>
/// <param name="header">The header.</param>
internal sealed class FitsCards(string place, FitsHeader header)
{
    /// <summary>What to do about a header that cannot be right.</summary>
    public const string Damaged = "check that the file was written in full (fitsverify), or get it again";

    /// <summary>A whole number.</summary>
    /// <param name="keyword">Its keyword.</param>
    /// <param name="absent">What it is when there is no such keyword; null where there must be one.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="DataException">It is absent, no whole number, or not allowed.</exception>
    public long Whole(string keyword, long? absent = null, long least = long.MinValue, long most = long.MaxValue)
    {
        if (IsAbsent(keyword) && absent is { } value)
        {
            return value;
        }

        string range = least == long.MinValue || most == long.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}");
        object? found = header.Find(keyword)?.Value;

        // Some programs write whole numbers as 3.0.
        return (found is double number && number == Math.Floor(number) && Math.Abs(number) < 1e15 ? (long)number : found) is long whole && whole >= least && whole <= most
            ? Single(keyword, whole)
            : throw Fault(keyword, least == 0 && range.Length == 0 ? "a whole number, at least 0" : $"a whole number{range}", Damaged);
    }

    /// <summary>A number; null when there is no such keyword.</summary>
    /// <exception cref="DataException">It is no finite number.</exception>
    public double? Number(string keyword) => header.Find(keyword)?.Value switch
    {
        null when IsAbsent(keyword) => null,
        long whole => Single(keyword, whole),
        double number when double.IsFinite(number) => Single(keyword, number),
        _ => throw Fault(keyword, "a number", "correct the card"),
    };

    /// <summary>A text, blanks trimmed; null when there is no such keyword.</summary>
    /// <exception cref="DataException">It is no text in quotes.</exception>
    public string? Text(string keyword) => header.Find(keyword)?.Value switch
    {
        null when IsAbsent(keyword) => null,
        string text => Single(keyword, text).Trim(),
        _ => throw Fault(keyword, "a text in quotes", "correct the card"),
    };

    /// <summary>The error that a keyword is absent or wrong.</summary>
    public DataException Fault(string keyword, string expected, string advice)
    {
        if (header.Find(keyword) is not { } card)
        {
            return DataException.In(place, $"no card {keyword}", expected, advice);
        }

        return DataException.In($"{place}: card {Number(card)}", $"{keyword} = {Excerpt.Of(card.Value is null ? card.Token : card.ToString())}", expected, advice);
    }

    /// <summary>Whether there is no such keyword, or one without a value.</summary>
    private bool IsAbsent(string keyword) => header.Find(keyword) is not { Token.Length: > 0 };

    /// <summary>1-based number of a card, those of long strings counted each.</summary>
    private int Number(FitsCard card)
    {
        int number = 1;
        foreach (FitsCard before in header.Cards)
        {
            if (ReferenceEquals(before, card))
            {
                break;
            }

            number += before.Count;
        }

        return number;
    }

    /// <summary>A value, when no other card of the keyword has another.</summary>
    private T Single<T>(string keyword, T value)
    {
        object? first = header.Find(keyword)!.Value;
        foreach (FitsCard card in header.Repeated(keyword))
        {
            if (!Equals(card.Value, first))
            {
                throw DataException.In(
                    $"{place}: card {Number(card)}", $"{keyword} = {Excerpt.Of(card.ToString())} besides {Excerpt.Of(header.Find(keyword)!.ToString())}", $"one card {keyword}",
                    "remove the wrong one");
            }
        }

        return value;
    }
}
