export const USAGE = `Finds, names and exports the nucleated cells of blood smears. Not for diagnosis.

Usage
  smearlens analyze <file or folder…> --out <file or folder> [options]
  smearlens copy-assets <folder>      copies what pages fetch (worker, WebAssembly, models)
                                      into a folder that you serve; see asset-url

Each input becomes <input name with its extension>.geojson; folders are searched with
their subfolders, which are mirrored in the output folder. Slides: TIFF, SVS, OME-TIFF,
PNG, JPEG, WebP, GIF, BMP.

Options
  --out <path>          file (for one input file) or folder for the results
  --mpp <number>        micrometres per pixel; outranks what the file says. Without it and
                        without metadata the resolution is estimated from the red cells
  --region x,y,w,h      analyse only this part, in full-resolution pixels
  --threshold <number>  least detection probability, 0.01 to 1 (default 0.5)
  --backend <name>      wasm (default), cpu, webgl or webgpu
  --workers <number>    how many threads compute (default: the number of cores)
  --head <name>         what names the cells: forest (default) or linear
  --pack <folder>       another model pack
  --embedding           adds each cell's 50 embedding numbers
  --json                one line of JSON per input instead of words
  --help, --version

Exit codes
  0 all analysed · 1 some input failed · 2 wrong usage · 130 cancelled
`;
