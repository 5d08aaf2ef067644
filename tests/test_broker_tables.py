"""The embedded broker's tables stand before any worker reads them."""

from puxian_projects.celery import TABLES, app, lay_tables


def test_a_table_is_laid_whole_and_never_over_another(tmp_path, monkeypatch):
    monkeypatch.setitem(app.conf, "broker_transport_options", {"control_folder": str(tmp_path)})
    filled = tmp_path / f"{TABLES[0]}.exchange"
    filled.write_text('[["", "", "celery"]]')
    lay_tables()
    lay_tables()
    assert filled.read_text() == '[["", "", "celery"]]'
    assert [(tmp_path / f"{name}.exchange").read_text() for name in TABLES[1:]] == ["[]", "[]"]
    assert len(list(tmp_path.iterdir())) == len(TABLES)
