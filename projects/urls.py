from .routes import acts, fields, files, funding, listing, plans, register, tables

app_name = "projects"
# the register last: its <slug:number> would catch a word that stands in the number's place
urlpatterns = [
    *listing.urlpatterns,
    *plans.urlpatterns,
    *funding.urlpatterns,
    *fields.urlpatterns,
    *files.urlpatterns,
    *tables.urlpatterns,
    *acts.urlpatterns,
    *register.urlpatterns,
]
