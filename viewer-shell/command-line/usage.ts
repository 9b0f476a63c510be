export const USAGE = `Finds, classifies and exports the nucleated cells on blood smears.
For research use only. Not for diagnostic procedures.

Usage
  smearlens analyze <file or folder…> --out <file or folder> [options]
  smearlens copy-assets <folder>      copies what pages fetch (worker, WebAssembly, models)
                                      into a folder that you serve; see asset-url
  smearlens check-pack <folder>       says what is wrong with a model pack

Each input is written to <input name with extension>.geojson. Folders are searched
recursively; their structure is kept in the output folder. Supported: TIFF, SVS,
OME-TIFF, PNG, JPEG, WebP, GIF, BMP.

Options
  --out <path>          file (for one input file) or folder for the results
  --mpp <number>        micrometres per pixel; overrides the metadata. Without either, the
                        resolution is estimated from the red blood cells
  --page <number>       which picture of a TIFF that holds several of one size
  --region x,y,w,h      analyse only this part, in full-resolution pixels
  --threshold <number>  minimum detection confidence, 0.01 to 1 (default 0.5)
  --backend <name>      onnxruntime (default where onnxruntime-node is installed: three
                        times as fast), wasm (default elsewhere), cpu, webgl or webgpu
  --workers <number>    number of worker threads (default: number of cores)
  --head <name>         classifier: forest (default) or linear
  --pack <folder>       use another model pack
  --embedding           include each cell's embedding (50 numbers)
  --json                one line of JSON per input instead of text
  --help, --version

Exit codes
  0 all analysed · 1 some inputs failed · 2 usage error · 130 cancelled
`;
