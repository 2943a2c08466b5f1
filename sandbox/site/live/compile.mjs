// @ts-check
/* Compiles Python for the page, with the very Python that will run it there.
   node compile.mjs <job.json>: {"python": folder, "probe": code, "wheels": [paths], "zips": [[from, to, all]]}
   Of a zip whose "all" is false only those files are compiled that the probe imported: compiled
   files start at once but are larger. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** @param {string} path */
const bytes = (path) => new Uint8Array(readFileSync(path));

async function main() {
  const job = JSON.parse(readFileSync(process.argv[2], "utf-8"));
  const folder = resolve(job.python);
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
  const python = await loadPyodide({ indexURL: folder + "/" });
  for (const wheel of job.wheels) python.unpackArchive(bytes(wheel), "wheel");
  python.runPython(job.probe);
  python.runPython(`
import sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

used = {name.replace(".", "/") for name in sys.modules}
used |= {name.replace(".", "/") + "/__init__" for name in sys.modules}

def compile_zip(everything):
    with zipfile.ZipFile("/in.zip") as old, zipfile.ZipFile("/out.zip", "w") as new:
        for name in sorted(old.namelist()):
            if name.endswith("/"):
                continue
            content = old.read(name)
            if name.endswith(".py") and (everything or name.removesuffix(".py") in used):
                code = compile(content, name, "exec", dont_inherit=True)
                content = bytes(_code_to_hash_pyc(code, source_hash(content), checked=False))
                name += "c"
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
`);
  for (const [from, to, all] of job.zips) {
    python.FS.writeFile("/in.zip", bytes(from));
    python.runPython(`compile_zip(${all ? "True" : "False"})`);
    writeFileSync(to, python.FS.readFile("/out.zip"));
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(String(error.message ?? error).slice(-1500));
    process.exit(1);
  },
);
