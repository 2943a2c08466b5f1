// @ts-check
/* Compiles the Python files of a zip file, with the very Python that will run them in the page.
   node compile.mjs <folder of Pyodide> <zip to read> <zip to write> */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, source, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(resolve(join(folder, "pyodide.mjs"))).href);
const python = await loadPyodide({ indexURL: resolve(folder) + "/" });
python.FS.writeFile("/in.zip", readFileSync(source));
python.runPython(`
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

with zipfile.ZipFile("/in.zip") as old, zipfile.ZipFile("/out.zip", "w") as new:
    for name in sorted(old.namelist()):
        if name.endswith("/"):
            continue
        content = old.read(name)
        if name.endswith(".py"):
            code = compile(content, name, "exec", dont_inherit=True)
            content = bytes(_code_to_hash_pyc(code, source_hash(content), checked=False))
            name += "c"
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        new.writestr(info, content, zipfile.ZIP_DEFLATED, 9)
`);
writeFileSync(target, python.FS.readFile("/out.zip"));
process.exit(0);
