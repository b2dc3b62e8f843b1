using GpuConcord.Host.Data.Bands;
using Xunit;
using Numbers = GpuConcord.Tests.Host.Statistics.ReferenceTables;

namespace GpuConcord.Tests.Host.Data.Bands;

public class SymmetricMatrixTests
{
    [Fact]
    public void Smallest_eigenvalue_of_equal_correlations() => Numbers.Close(1 - 0.7, SymmetricMatrix.SmallestEigenvalue(Numbers.Correlated([1, 1, 1, 1], 0.7)), 1e-14);

    [Fact]
    public void Sample_covariance_has_n_minus_1_below()
    {
        double[,] covariance = SymmetricMatrix.SampleCovariance([[1, 2], [3, 0], [2, 4]]);
        Numbers.Close(new[,] { { 1.0, -1.0 }, { -1.0, 4.0 } }, covariance, 1e-15);
        Numbers.Close(new[,] { { 1.0, -0.5 }, { -0.5, 1.0 } }, SymmetricMatrix.Correlation(covariance), 1e-15);
    }
}
