import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import { assert, assertEqual } from './assert.js';
import { panelBesideViewer } from './panel-beside-viewer.js';
import { openEveryStep, openStep } from './panel-steps.js';
import { frames, until } from './waiting.js';

/** Everything in the panel that matches, shadow roots included. */
function all<E extends Element = HTMLElement>(root: Element, selector: string): E[] {
  const inside = [...(root.shadowRoot?.querySelectorAll('*') ?? [])];
  return [
    ...(root.shadowRoot?.querySelectorAll<E>(selector) ?? []),
    ...inside.flatMap((element) => all<E>(element, selector)),
  ];
}

function the<E extends Element = HTMLElement>(root: Element, selector: string): E {
  const [found] = all<E>(root, selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

describe('the panel, folded', () => {
  let panel: SmearPanel;
  let session: AttachedSession;
  let end: () => Promise<void>;

  beforeEach(async () => {
    ({ panel, session, end } = await panelBesideViewer({
      slide: [800, 600, 12],
      session: { micronsPerPixel: 0.1, backend: 'wasm' },
    }));
    await session.analyzeSlide();
    await openEveryStep(panel);
  });

  afterEach(() => end());

  const fold = async (): Promise<void> => {
    the(panel, '.fold').click();
    await frames();
  };
  const unfold = async (): Promise<void> => {
    the(panel, '.strip').click();
    await frames();
  };
  const openReport = (): void =>
    the<HTMLDetailsElement>(the(panel, 'smear-report'), 'details').setAttribute('open', '');

  it('leaves a strip with the count on view, and nothing else that can be reached', async () => {
    await fold();
    const strip = the(panel, '.strip');
    assert(/\d+ cells/.test(strip.innerText), strip.innerText);
    const reached = all(panel, 'button, input, select, textarea, summary, [tabindex]').filter((element) =>
      element.checkVisibility(),
    );
    assertEqual(
      reached.map(({ className }) => className),
      ['strip'],
    );
    assert(panel.getBoundingClientRect().width < 60 || innerWidth < 700, 'it is narrow');
  });

  it('takes the focus to the strip, and back', async () => {
    await fold();
    assertEqual(panel.shadowRoot?.activeElement?.className, 'strip');
    await unfold();
    assertEqual(panel.shadowRoot?.activeElement?.className, 'fold');
  });

  it('loses nothing that was typed, loaded or scrolled to', async () => {
    openReport();
    for (const name of ['sample', 'patient', 'note']) {
      const field = the<HTMLInputElement>(panel, `[name=${name}]`);
      field.value = `the ${name}`;
      field.dispatchEvent(new Event('input'));
    }
    const comparison = the(panel, 'smear-comparison') as HTMLElement & {
      other?: unknown;
      otherName?: string;
    };
    Object.assign(comparison, { other: [...session.cells.all()], otherName: 'second reader.geojson' });
    await openStep(panel, 'count');
    const body = the(panel, '#step-count');
    body.scrollTop = 120;
    await frames();
    await fold();
    await unfold();
    for (const name of ['sample', 'patient', 'note']) {
      assertEqual(the<HTMLInputElement>(panel, `[name=${name}]`).value, `the ${name}`);
    }
    assertEqual((the(panel, 'smear-comparison') as typeof comparison).otherName, 'second reader.geojson');
    assertEqual(the(panel, '#step-count').scrollTop, 120);
  });

  it('goes on with what is under way: a file that is being read', async () => {
    let signal: AbortSignal | undefined;
    let finish = (): void => undefined;
    session.importGeoJson = (_file, options) => {
      signal = options?.signal;
      return new Promise((resolve) => {
        finish = () =>
          resolve({
            added: 7,
            replaced: 0,
            repaired: 0,
            skipped: [],
            passedOver: [],
            otherModels: false,
            countsAnew: false,
          });
      });
    };
    const input = the<HTMLInputElement>(the(panel, 'smear-import'), 'input[type=file]');
    const files = new DataTransfer();
    files.items.add(new File(['{}'], 'cells.geojson'));
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    await fold();
    assertEqual(signal?.aborted, false);
    finish();
    await unfold();
    assert(
      the(panel, 'smear-import').shadowRoot?.textContent?.includes('7') === true,
      'says what came of it',
    );
  });

  it('shows a report that was finished meanwhile when it is unfolded, and holds up nobody before', async () => {
    await openStep(panel, 'export');
    openReport();
    await frames();
    const report = the(panel, 'smear-report') as HTMLElement & { page?: string };
    the(report, '[data-action=make-report]').scrollIntoView({ block: 'center' });
    the(report, '[data-action=make-report]').click();
    await fold();
    await until(() => report.page !== undefined, 'the report was made');
    await frames();
    const dialog = the<HTMLDialogElement>(report, 'dialog');
    assertEqual(dialog.open, false);
    await unfold();
    await until(() => dialog.open, 'the report is shown');
    dialog.close();
  });
});
