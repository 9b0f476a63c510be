/**
 * Angular's templates let any attribute pass on an element of `CUSTOM_ELEMENTS_SCHEMA`; what its components do with the
 * element is typed by the document's own types.
 */
import type { SmearPanel, SmearSession } from 'smearlens';
import 'smearlens/define';

/** As `viewChild.required<ElementRef<SmearPanel>>('panel')` gives it. */
export function follow({ nativeElement: panel }: { readonly nativeElement: SmearPanel }): void {
  panel.options = { keep: false, micronsPerPixel: 0.25 };
  panel.addEventListener('smear-ready', ({ detail }) => watch(detail.session));
  panel.addEventListener('smear-cells-change', ({ detail }) =>
    console.log(detail.added.map(({ label }) => label.name)),
  );
  panel.addEventListener('smear-before-export', (event) => {
    if (event.detail.format === 'fhir') event.preventDefault();
  });
  // @ts-expect-error -- a change of the cells has no progress
  panel.addEventListener('smear-cells-change', ({ detail }) => console.log(detail.total));
  // @ts-expect-error -- it stands left or right
  panel.side = 'above';
}

function watch(session: SmearSession): void {
  session.addEventListener('error', ({ detail }) => console.error(detail.code));
  session.addEventListener('smear-before-analyse', ({ detail }) => console.log(detail.region.minX));
  // @ts-expect-error -- there is no such format
  session.addEventListener('smear-before-export', ({ detail }) => detail.format === 'pdf');
}

export const found: SmearPanel | null = document.querySelector('smear-panel');
