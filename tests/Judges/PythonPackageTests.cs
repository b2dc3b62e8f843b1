using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>The Python package runs this program, and numpy and astropy hold what it wrote.</summary>
public sealed class PythonPackageTests
{
    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public void Its_own_tests_pass_under_Debian_s_Python()
    {
        string here = AppContext.BaseDirectory;
        Judge.RunPython("numpy,astropy", "/usr/bin/env",
        [
            $"GPUCONCORD={Path.Combine(here, "gpuconcord")}", $"PYTHONPATH={Path.Combine(here, "python")}", "PYTHONDONTWRITEBYTECODE=1", "/usr/bin/python3", "-m", "unittest",
            "discover", "-s", Path.Combine(here, "Python"),
        ]);
    }
}
