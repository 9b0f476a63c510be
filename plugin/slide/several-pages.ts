import { SmearError } from '../../models/domain/errors.js';

/** `slide-several-pages`: a file holds several pictures of about one size; `page` of `openSlide` chooses. */
export class SeveralPagesError extends SmearError {
  /** Those that can be opened, from 1. */
  readonly pages: readonly number[];

  constructor(name: string, pages: readonly number[]) {
    const listed = pages.length > 8 ? `${pages.slice(0, 8).join(', ')} …` : pages.join(', ');
    super(
      'slide-several-pages',
      `“${name}” holds ${pages.length} pictures of about one size (fields or focus planes): pages ${listed}. Choose one of them (“--page 1” on the command line, “page” when opened by a program), or save each as a file.`,
    );
    this.pages = pages;
  }
}
