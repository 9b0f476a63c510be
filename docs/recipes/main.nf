// nextflow run main.nf --slides '/data/slides/*.svs' --results /data/results -resume
// Options of analyze: --options '--mpp 0.1'
nextflow.enable.dsl = 2

params.slides = '/data/slides/*.svs'
params.results = '/data/results'
params.options = ''

process ANALYZE {
    cpus 1
    memory '2 GB'
    // 75: something was missing that may be there later. A slide that is at fault does not hold up the others.
    errorStrategy { task.exitStatus == 75 ? 'retry' : 'ignore' }
    maxRetries 5
    publishDir params.results, mode: 'copy'

    input:
    path slide

    output:
    path "${slide}.geojson"

    script:
    """
    smearlens analyze '${slide}' --out . --workers ${task.cpus} ${params.options}
    """
}

process SUMMARY {
    publishDir params.results, mode: 'copy'

    input:
    path results

    output:
    path 'summary.csv'

    script:
    """
    smearlens summary . --out summary.csv
    """
}

workflow {
    ANALYZE(Channel.fromPath(params.slides))
    SUMMARY(ANALYZE.out.collect())
}
