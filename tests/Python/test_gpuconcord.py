"""The Python package against the program: GPUCONCORD=PROGRAM PYTHONPATH=src/Python python3 -m unittest discover tests/Python"""
import os
import tempfile
import unittest

import numpy as np

import gpuconcord as gc
from gpuconcord import _tables

try:
    import astropy
except ImportError:
    astropy = None
try:
    import arviz
except ImportError:
    arviz = None

TABLE = {
    "instrument": ["a", "b", "a", "b", "a", "b", "a", "b"],
    "source": ["S1", "S1", "S2", "S2", "S3", "S3", "=S4", "=S4"],
    "flux": [1.0, 1.1, 2.0, 2.25, 3.0, 3.2, np.nan, 4.0],
}


class NameTests(unittest.TestCase):
    def test_an_apostrophe_goes_where_the_program_put_one(self):
        for field, text in [
            ("'=S4", "=S4"), ("''=S4", "'=S4"), ("'\tx", "\tx"), ("'\n''+xy", "\n''+xy"), ("' '=x", " '=x"),
            ("'-1.5", "'-1.5"), ("'tis", "'tis"), ("'", "'"), ("-1.5", "-1.5"),
        ]:
            self.assertEqual(_tables._plain(field), text)


class FitTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fit = gc.fit("epic-hmxb", progress=False, chains=4, draws=50, seed=3)

    def test_bands_and_instruments(self):
        self.assertEqual(["1.0-2.0", "2.0-4.5", "4.5-12.0"], self.fit.bands)
        self.assertEqual(["pn", "MOS1", "MOS2"], self.fit.instruments("2.0-4.5"))
        self.assertEqual(set(self.fit.bands), set(self.fit.converged))
        self.assertIn("epic-hmxb", repr(self.fit))

    def test_draws_have_the_mean_of_the_summary(self):
        summary = self.fit.summary()
        for band in self.fit.bands:
            draws = self.fit.draws("B", band)
            self.assertEqual((4, 50, 3), draws.shape)
            own = summary[(summary["band"] == band) & (summary["quantity"] == "B")]
            np.testing.assert_allclose(draws.mean(axis=(0, 1)), own["mean"], rtol=1e-9)
            self.assertEqual({"B", "sigma2"}, set(self.fit.posterior(band)))
            self.assertTrue((self.fit.draws("sigma2", band) > 0).all())

    def test_fluxes(self):
        fluxes = self.fit.fluxes()
        self.assertTrue((fluxes["flux_q2_5"] < fluxes["flux_median"]).all())
        self.assertEqual("i", fluxes["n_instruments"].dtype.kind)

    def test_unknown_names(self):
        with self.assertRaisesRegex(KeyError, "found no band None, expected one of '1.0-2.0'"):
            self.fit.draws("B")
        with self.assertRaisesRegex(KeyError, "found no parameter 'b', expected one of B, sigma2"):
            self.fit.draws("b", "1.0-2.0")

    def test_a_folder_is_kept_and_read_again(self):
        with tempfile.TemporaryDirectory() as scratch:
            made = gc.fit("epic-hmxb", output=os.path.join(scratch, "run"), progress=False, band="1.0-2.0", tau={"pn": 0.02, "MOS1": 0.06, "MOS2": 0.06})
            again = gc.read(made.folder)
            np.testing.assert_array_equal(made.draws(), again.draws())
            self.assertEqual([0.02, 0.06, 0.06], again.record["fits"][0]["priors"]["tau"])
            self.assertIn("--tau", again.record["arguments"])

    def test_a_temporary_folder_goes_with_its_fit(self):
        fit = gc.fit("epic-hmxb", progress=False, band="1.0-2.0", chains=4, draws=4)
        folder = fit.folder
        self.assertTrue(os.path.exists(folder))
        del fit
        self.assertFalse(os.path.exists(folder))

    def test_a_table_in_memory(self):
        fit = gc.fit(TABLE, progress=False, chains=4, draws=20)
        self.assertEqual(["a", "b"], fit.instruments())
        self.assertEqual(["S1", "S2", "S3", "=S4"], list(fit.fluxes()["source"]))

    @unittest.skipIf(astropy is None, "astropy is not installed here")
    def test_astropy(self):
        from astropy.table import Table
        table = self.fit.fluxes(astropy=True)
        self.assertEqual("erg / (cm2 s)", str(table["flux_median"].unit).replace("erg / (s cm2)", "erg / (cm2 s)"))
        self.assertEqual(["a", "b"], gc.fit(Table(TABLE), progress=False, chains=4, draws=20).instruments())

    @unittest.skipIf(arviz is None, "arviz is not installed here")
    def test_arviz(self):
        data = self.fit.inference_data("1.0-2.0")
        np.testing.assert_array_equal(self.fit.draws("B", "1.0-2.0"), data.posterior["B"].values)
        arviz.from_dict(posterior=self.fit.posterior("1.0-2.0"))


class FailureTests(unittest.TestCase):
    def test_what_the_program_says_is_the_message(self):
        for failure, words, options in (
                (gc.DataError, r"none\.csv: found no such file", {"data": "none.csv"}),
                (gc.UsageError, "--chains: found '1', expected a whole number from 2", {"data": "epic-hmxb", "chains": 1}),
                (gc.UsageError, "--tua: gpuconcord fit has no such option; did you mean '--tau'", {"data": "epic-hmxb", "tua": 1}),
                (gc.DeviceError, "cuda", {"data": "epic-hmxb", "device": "cuda:99"})):
            with self.assertRaisesRegex(failure, words) as caught:
                gc.fit(progress=False, **options)
            self.assertGreater(caught.exception.code, 0)

    def test_columns_of_several_lengths(self):
        with self.assertRaisesRegex(ValueError, "found columns of the shapes"):
            gc.fit({"instrument": ["a"], "source": ["x", "y"], "flux": [1.0]}, progress=False)

    def test_a_program_that_is_not_there(self):
        before = gc.program()
        try:
            gc.program("/none/such")
            with self.assertRaises(FileNotFoundError):
                gc.version()
        finally:
            gc.program(before)
        self.assertRegex(gc.version(), r"^\d+\.\d+\.\d+$")


class PhotometryTests(unittest.TestCase):
    COUNTS = {"id": ["x", "y"], "n": [141, 0], "m": [9, 4], "A_s": [196.689, 30.0], "A_b": [4720.5, 300.0], "alpha": [0.953, 1.0], "beta": [0.029, 0.0]}

    def test_numbers_of_the_help_page(self):
        found = gc.aprates(self.COUNTS, conf=0.68, progress=False)
        self.assertEqual(["x", "y"], list(found["id"]))
        np.testing.assert_allclose([found["src_cnts"][0], found["src_cnts_err_lo"][0], found["src_cnts_err_up"][0]], [147.616, 135.569, 160.349], atol=6e-4)
        self.assertTrue(np.isnan(found["src_cnts_err_lo"][1]))
        self.assertEqual([0, 1], list(found["mode_at_zero"]))

    def test_more_columns(self):
        found = gc.aprates(self.COUNTS, add=["moments", "q0.05"], progress=False)
        self.assertIn("src_cnts_mean", found.dtype.names)

    @unittest.skipIf(astropy is None, "astropy is not installed here")
    def test_astropy(self):
        self.assertEqual(2, len(gc.aprates(self.COUNTS, astropy=True, progress=False)))


if __name__ == "__main__":
    unittest.main()
