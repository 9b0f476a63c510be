export const USAGE = `Finds, classifies and exports the nucleated cells on blood smears.
For research use only. Not for diagnostic procedures.

Usage
  smearlens analyze <file, folder or address…> --out <file, folder or address> [options]
  smearlens merge <folder…> --out <folder>        puts the shards of slides together
  smearlens summary <folder…> [--out <file>]      one table of all results (CSV or JSON)
  smearlens enqueue <file or folder…> --out <folder>   hands slides to the workers of a queue
  smearlens work                                  analyzes what is in the queue
  smearlens queue [--retry] [--json]              says what waits, runs and failed; --retry has
                                                  what failed done again
  smearlens serve --out <folder> --tokens <file>   hands slides of portals to the queue, by HTTP
  smearlens copy-assets <folder>      copies what pages fetch (worker, WebAssembly, models)
                                      into a folder that you serve; see asset-url
  smearlens verify <result> <slide>   says whether a GeoJSON is of this slide, and with what
                                      it was made
  smearlens check-pack <folder>       says what is wrong with a model pack

Each input is written to <input name with extension>.geojson. Folders are searched
recursively; their structure is kept in the output folder. Supported: TIFF, SVS,
OME-TIFF, PNG, JPEG, WebP, GIF, BMP. Addresses begin with https://, http:// or s3://;
s3://bucket/folder/ is searched like a folder. A result that is there already, of the same
slide, models and settings, is kept: a run that was interrupted goes on.

Options of analyze and enqueue
  --out <path>          file (for one input file), folder or address for the results
  --root <folder>       files that are named keep, below --out, the folders that they lie in
                        below this one
  --mpp <number>        micrometres per pixel; overrides the metadata. Without either, the
                        resolution is estimated from the red blood cells
  --page <number>       which picture of a TIFF that holds several of one size
  --region x,y,w,h      analyze only this part, in full-resolution pixels
  --monolayer           analyze only the largest place where red cells lie side by side
  --threshold <number>  minimum detection confidence, 0.01 to 1 (default 0.5)
  --backend <name>      onnxruntime (default where onnxruntime-node is installed: three
                        times as fast), wasm (default elsewhere), cpu, webgl or webgpu
  --head <name>         classifier: forest (default) or linear
  --embedding           include each cell's embedding (50 numbers)
  --format <names>      csv, coco, dicom: written beside the GeoJSON; several with commas
  --json                one line of JSON per input instead of text

Options of analyze
  --workers <number>    number of worker threads (default: number of cores)
  --pack <folder>       use another model pack
  --shard 3/16          only the third of sixteen parts of each slide; merge puts them together
  --force               analyze again what is there already
  --progress json       progress as lines of JSON on the error output

Options of enqueue, work and queue
  --redis <address>     default redis://127.0.0.1:6379, or SMEARLENS_REDIS
  --queue <name>        default smearlens
  --shards <number>     enqueue: parts in which each slide is analyzed (default 1)
  --priority <number>   enqueue: 1 goes first; without a priority before all
  --concurrency <n>     work: slides or shards at once (default: threads + 1)
  --workers <number>    work: threads (default: by cores and memory)
  --pack <folder>       work: use another model pack
  --until-empty         work: end when nothing is left to do
  --grace <seconds>     work: how long slides may go on after SIGTERM (default 20)
  --dead-after <s>      work: a worker without a sign of life counts as dead (default 60)
  --retry-after <s>     work: before the first retry; doubled each time, to 5 minutes (default 5)

Options of serve; see docs/service.md
  --redis, --queue      as above
  --out <folder>        for slides that are sent, and results; the workers must see it
  --tokens <file>       who may use it: one token a line; or
  --auth-url <address>  asked with the request's own token whether it holds
  --origin <address>    a page that may use it; several times
  --slides <address>    beginning of addresses from which slides may be read; several times
  --max-upload <MB>     largest slide that may be sent (default 4096)
  --shards <number>     parts in which each slide is analyzed (default 4)
  --host, --port        default 127.0.0.1:8090
  --help, --version

Exit codes
  0 all analyzed · 1 some inputs failed for good · 2 usage error · 130 cancelled
  75 try again later: a server, disk space or shards were missing
`;
