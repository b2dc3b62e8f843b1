namespace GpuConcord.Kernels.Models.LogT;

/// <summary>
/// How the sources and their rules for integrals over a log flux lie in memory, those that two or more instruments saw, one after another: members n, nodes M; then the
/// instrument of each member; y − b of it less the source's centre; then of every node its place G, scale C, weight W, and for each member
/// where the polynomial of κ for it there begins in <see cref="CollapsedLaw"/>. Lengths are in units of
/// <see cref="CollapsedLaw.Unit"/>. A node stands for the term W Π_i κ(x_i) (C Π_i q_i)^(−k), and the terms sum to 1 at the rule's reference.
/// </summary>
public static class FluxRule
{
    /// <summary>Numbers before the members.</summary>
    public const int Head = 2;

    /// <summary>Within a node: C.</summary>
    public const int Scale = 1;

    /// <summary>Within a node: W.</summary>
    public const int Weight = 2;

    /// <summary>Within a node: the members' polynomials.</summary>
    public const int Polynomial = 3;

    /// <summary>Numbers a node.</summary>
    public static int Node(int members) => Polynomial + members;

    /// <summary>First of the members' y, from where a source begins.</summary>
    public static int Value(int members) => Head + members;

    /// <summary>First number of the nodes, from where a source begins.</summary>
    public static int Nodes(int members) => Head + (2 * members);

    /// <summary>Numbers of a source.</summary>
    public static int Length(int members, int nodes) => Nodes(members) + (Node(members) * nodes);
}
