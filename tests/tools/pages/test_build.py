"""tools/pages/build.py: rendered when stale, and only then; a warning is a failure that says what is wrong."""

import threading
from pathlib import Path

import pytest

from tests.tools.pages.small_book import copy_settings
from tools.pages import build as build_book

ROOT = Path(__file__).resolve().parents[3]
TOC = "format: jb-book\nroot: book/index\nchapters:\n  - file: book/page\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A book of two pages, with the settings of the real one."""
    copy_settings(tmp_path)
    (tmp_path / "_toc.yml").write_text(TOC)
    (tmp_path / "book" / "index.md").write_text("# A book\n\nSee {ref}`target`.\n")
    (tmp_path / "book" / "page.md").write_text("# A page\n\n(target)=\n## A target\n\n$x^2$\n")
    return tmp_path


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


def test_pages_and_static_files_are_where_they_should_be(small: Path) -> None:
    html = build_book.build(small)
    assert html == small / "_build" / "html"
    assert "book/index.html" in (html / "index.html").read_text()
    page = (html / "book" / "page.html").read_text()
    assert '<html lang="en"' in page
    assert "<math" in page
    for name in ("book.css", "book.js"):
        assert f'"../_static/{name}"' in page
        assert (html / "_static" / name).is_file()


def test_each_warning_is_a_failure_and_all_are_shown(small: Path) -> None:
    faulty = ["{ref}`nowhere`", "[a link](gone.md)", "![no image](gone.png)", "{term}`unknown`"]
    faulty += ["{cite:p}`nobody2000`", "{py:func}`nothing`"]
    (small / "book" / "page.md").write_text("(target)=\n# A page\n\n" + "\n\n".join(faulty) + "\n")
    with pytest.raises(build_book.BuildFailed) as failure:
        build_book.build(small)
    warnings = str(failure.value).splitlines()[1:]
    for line in range(4, 16, 2):
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
        "tools/pages/extensions/barriers.py",
    ],
)
def test_changed_source_is_noticed(small: Path, renders: list[Path], name: str) -> None:
    build_book.build(small)
    with (small / name).open("a") as file:
        file.write("\n")
    build_book.build(small)
    assert len(renders) == 2


def test_caches_of_other_tools_do_not_matter(small: Path, renders: list[Path]) -> None:
    build_book.build(small)
    (small / "book" / ".ipynb_checkpoints").mkdir()
    (small / "book" / ".ipynb_checkpoints" / "page-checkpoint.ipynb").touch()
    build_book.build(small)
    assert len(renders) == 1


@pytest.mark.parametrize("name", ["book/references.bib", "_build/html/index.html"])
def test_missing_file_is_noticed(small: Path, renders: list[Path], name: str) -> None:
    build_book.build(small)
    (small / name).unlink()
    build_book.build(small)
    assert len(renders) == 2


def test_what_was_removed_or_changed_does_not_linger(small: Path) -> None:
    html = build_book.build(small)
    (small / "book" / "_static" / "custom.css").write_text("main { color: teal }\n")
    (small / "_toc.yml").write_text(TOC.replace("page", "other"))
    (small / "book" / "page.md").rename(small / "book" / "other.md")
    build_book.build(small)
    assert "main{ color: teal }" in (html / "_static" / "book.css").read_text()
    assert "STIX Two Math" not in (html / "_static" / "book.css").read_text()
    assert (html / "book" / "other.html").is_file()
    assert not (html / "book" / "page.html").exists()


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
