"""tools/pages/build.py: rendered when stale, and only then; a warning is a failure that says what is wrong."""

import ast
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from nbformat import write
from nbformat.v4 import new_markdown_cell, new_notebook

from tests.tools.pages.repository import EVERYWHERE, RUN, URL, links, named
from tests.tools.pages.small_book import ROOT, copy_settings
from tools.pages import build as build_book

TOC = "format: jb-book\nroot: book/index\nchapters:\n  - file: book/page\n"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A book of two pages, with the settings of the real one."""
    copy_settings(tmp_path)
    (tmp_path / "_toc.yml").write_text(TOC)
    (tmp_path / "book" / "index.md").write_text("# A book\n\nSee {ref}`target`.\n")
    (tmp_path / "book" / "page.md").write_text("# A page\n\n(target)=\n## A target\n\n$x^2$\n")
    return tmp_path


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with an address, rendered: two pages and a notebook."""
    root = tmp_path_factory.mktemp("book")
    copy_settings(root, URL)
    (root / "_toc.yml").write_text(f"{TOC}  - file: book/chapter\n")
    (root / "book" / "index.md").write_text("# A book\n\nSee {ref}`target`.\n")
    (root / "book" / "page.md").write_text("# A page\n\n(target)=\n## A target\n\n$x^2$\n")
    write(new_notebook(cells=[new_markdown_cell("# A chapter")], metadata=KERNEL), root / "book" / "chapter.ipynb")
    html = build_book.build(root)
    assert html == root / "_build" / "html"
    return html


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Calls of render, which is replaced by one that writes the first page alone."""
    made = []

    def render(root: Path) -> None:
        made.append(root)
        (root / "_build" / "html").mkdir()
        (root / "_build" / "html" / "index.html").touch()

    monkeypatch.setattr(build_book, "render", render)
    return made


def test_pages_and_static_files_are_where_they_should_be(html: Path) -> None:
    assert "book/index.html" in (html / "index.html").read_text()
    page = (html / "book" / "page.html").read_text()
    assert '<html lang="en"' in page
    assert "<math" in page
    for name in ("book.css", "book.js"):
        assert f'"../_static/{name}"' in page
        assert (html / "_static" / name).is_file()


def test_each_warning_is_a_failure_and_all_are_shown(small: Path) -> None:
    faulty = ["{ref}`nowhere`", "[a link](gone.md)", "![no image](gone.png)", "{term}`unknown`"]
    faulty += ["{cite:p}`nobody2000`", "{py:func}`nothing`", r"$a \hspace{2em} b$"]
    (small / "book" / "page.md").write_text("(target)=\n# A page\n\n" + "\n\n".join(faulty) + "\n")
    with pytest.raises(build_book.BuildFailed) as failure:
        build_book.build(small)
    warnings = str(failure.value).splitlines()[1:]
    assert all("WARNING: " in warning for warning in warnings), warnings  # and nothing buries them
    for line in range(4, 18, 2):
        assert any(warning.startswith(f"book/page.md:{line}: WARNING: ") for warning in warnings), warnings
    assert not (small / "_build" / "digest").exists()


def test_built_once(small: Path, renders: list[Path]) -> None:
    build_book.build(small)
    build_book.build(small)
    assert len(renders) == 1


def test_built_once_for_all_who_ask_at_once(small: Path, renders: list[Path]) -> None:
    threads = [threading.Thread(target=build_book.build, args=(small,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(renders) == 1


@pytest.mark.parametrize(
    "name",
    [
        "_config.yml",
        "_toc.yml",
        "book/page.md",
        "book/_static/custom.css",
        "book/new.svg",
        "tools/pages/build.py",
        "tools/pages/extensions/barriers.py",
        "tools/pages/extensions/light_pages/icons.py",
        "helpers/elements/long_data.js",
    ],
)
def test_changed_source_is_noticed(small: Path, renders: list[Path], name: str) -> None:
    build_book.build(small)
    with (small / name).open("a") as file:
        file.write("\n")
    build_book.build(small)
    assert len(renders) == 2


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "tools/audit.py",
        "tools/matrix.py",
        "tools/pages/browser.py",
        "tools/pages/print/print_book.css",
        "helpers/data.py",
        "helpers/elements/digit-pad.js",
        "book/measurements/local.csv",
    ],
)
def test_what_does_not_matter_to_pages_renders_nothing(small: Path, renders: list[Path], name: str) -> None:
    build_book.build(small)
    (small / name).parent.mkdir(exist_ok=True)
    with (small / name).open("a") as file:
        file.write("\n")
    build_book.build(small)
    assert len(renders) == 1


def own_imports(path: Path) -> Iterator[Path]:
    """The files of this repository that a module imports, packages included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for parts in (name.split(".") for name in names):
            places = [ROOT.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
            files = [place / "__init__.py" for place in places] + [places[-1].with_suffix(".py")]
            yield from (file for file in files if file.is_file())


def test_the_modules_that_are_read_are_those_that_the_extensions_import() -> None:
    extensions = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]["extensions"]
    waiting = [ROOT / "tools" / "pages" / "build.py"]
    for name in extensions:
        folder = ROOT.joinpath(*name.split("."))
        waiting += [file for file in (folder.with_suffix(".py"), folder / "__init__.py") if file.is_file()]
    assert len(waiting) > 5
    found = {ROOT / "tools" / name / "__init__.py" for name in ("", "pages", "pages/extensions")}
    while waiting:
        path = waiting.pop()
        if path not in found and "notebooks" not in path.parts:  # which only look whether notebooks are notebooks
            found.add(path)
            waiting += own_imports(path)
    assert found == {path for path in build_book.sources(ROOT) if path.suffix == ".py"}


def test_caches_of_other_tools_do_not_matter(small: Path, renders: list[Path]) -> None:
    build_book.build(small)
    for name in ("book/.ipynb_checkpoints/page-checkpoint.ipynb", "tools/pages/extensions/__pycache__/barriers.pyc"):
        (small / name).parent.mkdir()
        (small / name).touch()
    build_book.build(small)
    assert len(renders) == 1


@pytest.mark.parametrize("name", ["book/references.bib", "_build/html/index.html"])
def test_missing_file_is_noticed(small: Path, renders: list[Path], name: str) -> None:
    build_book.build(small)
    (small / name).unlink()
    build_book.build(small)
    assert len(renders) == 2


def test_what_was_removed_or_changed_does_not_linger(small: Path, renders: list[Path]) -> None:
    build_book.build(small)
    left = [small / "_build" / name for name in ("html/book/old.html", ".doctrees/old", "jupyter_execute/old")]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (small / "_toc.yml").touch()
    build_book.build(small)
    assert all(path.exists() for path in left)  # nothing has changed
    (small / "_toc.yml").write_text(TOC.replace("page", "other"))
    build_book.build(small)
    assert not any(path.exists() for path in left)


def test_each_page_leads_to_the_repository_to_an_edit_and_to_an_issue(html: Path) -> None:
    assert links(html / "book" / "index.html") == named(EVERYWHERE, "index", "index.md")


def test_a_notebook_leads_to_binder_and_colab_too(html: Path) -> None:
    assert links(html / "book" / "chapter.html") == named(EVERYWHERE | RUN, "chapter", "chapter.ipynb")


def test_what_colab_lacks_is_said_on_its_button(html: Path) -> None:
    assert f"run there first: %pip install git+{URL}" in (html / "book" / "chapter.html").read_text(encoding="utf-8")


def test_pictures_and_icons_of_the_buttons_are_there(html: Path) -> None:
    chapter = BeautifulSoup((html / "book" / "chapter.html").read_text(encoding="utf-8"), "html.parser")
    pictures = [picture["src"] for picture in chapter.select("img[src*=logo_]")]
    assert len(pictures) == 2
    assert all((html / "book" / picture).is_file() for picture in pictures)
    sheet = (html / "_static" / "book.css").read_text(encoding="utf-8")
    assert ".fa-github:before" in sheet
    assert "Font Awesome\\ 6 Brands;font-style:normal;font-weight:400;src:url(data:font/woff" in sheet


def test_main_says_where_the_book_lies(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(build_book, "build", lambda: tmp_path)
    assert build_book.main() == 0
    assert str(tmp_path / "index.html") in capsys.readouterr().out


def test_main_fails_with_the_warnings_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> Path:
        raise build_book.BuildFailed("The book was not built, because of:\nbook/page.md:3: WARNING")

    monkeypatch.setattr(build_book, "build", fail)
    assert build_book.main() == 1
    assert capsys.readouterr().err.endswith("book/page.md:3: WARNING\n")


def test_built_elsewhere_where_that_is_asked_for(
    small: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "new"
    monkeypatch.setenv("BOOK_BUILD", str(elsewhere))
    assert build_book.output_folder(small) == small / "_build"  # it is meant for this book alone
    monkeypatch.setattr(build_book, "ROOT", small)
    assert build_book.output_folder(small) == elsewhere / "_build"


def test_an_up_to_date_book_is_not_written_to(
    small: Path, renders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_book.build(small)
    monkeypatch.delattr(build_book, "only_one")
    build_book.build(small)
    assert len(renders) == 1
