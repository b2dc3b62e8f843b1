namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>A column of a table, as its header has it.</summary>
internal sealed record FitsColumn
{
    /// <summary>1-based number, that of TTYPEn.</summary>
    public required int Number { get; init; }

    /// <summary>TTYPEn, blanks trimmed; <c>col3</c> where there is none.</summary>
    public required string Name { get; init; }

    /// <summary>TFORMn as it stands there.</summary>
    public required string Form { get; init; }

    /// <summary>
    /// The letter of its type: L, X, B, I, J, K, E, D, C, M, A, P or Q of binary tables; A, I, F (also of E and D) of text ones.
    /// </summary>
    public required char Code { get; init; }

    /// <summary>How many values of the type a row has: characters of A, bits of X, descriptors (0 or 1) of P and Q.</summary>
    public required long Repeat { get; init; }

    /// <summary>Where its first byte stands in a row, from 0 on.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes in a row.</summary>
    public required long Width { get; init; }

    /// <summary>Characters of each string of a column of A that holds several strings a row; else <see cref="Repeat"/>. Digits behind the point of text that has none.</summary>
    public long Part { get; init; }

    /// <summary>The type of the elements of P and Q.</summary>
    public char ElementCode { get; init; }

    /// <summary>TSCALn.</summary>
    public double Scale { get; init; } = 1.0;

    /// <summary>TZEROn.</summary>
    public double Zero { get; init; }

    /// <summary>TNULLn of whole numbers: what stands in the file where there is no value.</summary>
    public long? Null { get; init; }

    /// <summary>TNULLn of text tables, blanks trimmed.</summary>
    public string? NullText { get; init; }

    /// <summary>TUNITn; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>TDISPn; empty for none.</summary>
    public string Display { get; init; } = "";

    /// <summary>TUCDn; empty for none.</summary>
    public string Ucd { get; init; } = "";

    /// <summary>TCOMMn, else the comment on TTYPEn; empty for none.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>Lengths of the axes of TDIMn; empty for none.</summary>
    public IReadOnlyList<long> Dimensions { get; init; } = [];

    /// <summary>Whether TSCALn or TZEROn change anything.</summary>
    public bool IsScaled => Scale != 1.0 || Zero != 0.0;

    /// <summary>Whether TZEROn makes whole numbers of the other sign convention of them: exact, and no scaling.</summary>
    public bool IsTurned => Scale == 1.0 && (Code, Zero) is ('B', -128.0) or ('I', 32768.0) or ('J', 2147483648.0) or ('K', 9223372036854775808.0);

    /// <summary>Whether a row holds one value, or none because the column has no width.</summary>
    public bool IsSingle => Code switch
    {
        'A' => Part >= Repeat && Dimensions.Skip(1).All(length => length == 1),
        _ => Repeat <= 1,
    };

    /// <summary>Bytes of an element of binary tables by the letter of its type; 0 for X, whose bits are packed; −1 for an unknown letter.</summary>
    public static int Size(char code) => code switch
    {
        'X' => 0,
        'L' or 'B' or 'A' => 1,
        'I' => 2,
        'J' or 'E' => 4,
        'K' or 'D' or 'C' or 'P' => 8,
        'M' or 'Q' => 16,
        _ => -1,
    };
}
