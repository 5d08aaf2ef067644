from django.urls import URLPattern, path

from projects.views import acts, doubles, packages

urlpatterns: list[URLPattern] = [
    # /projects/
    path("projects/duplicates/", doubles.duplicates, name="duplicates"),
    path("projects/duplicates/dismiss/", doubles.dismiss, name="duplicates-dismiss"),
    path("projects/package/", packages.package_new, name="package-new"),
    # /projects/<number>/
    path("projects/<slug:number>/stop/", acts.stop, name="project-stop"),
    path("projects/<slug:number>/resume/", acts.resume, name="project-resume"),
    path("projects/<slug:number>/stage/", acts.stage, name="project-stage"),
    path("projects/<slug:number>/transfer/", acts.transfer, name="project-transfer"),
    path("projects/<slug:number>/withdraw/", acts.withdraw, name="project-withdraw"),
    path("projects/<slug:number>/restore/", acts.restore, name="project-restore"),
    path("projects/<slug:number>/package/", packages.package, name="project-package"),
    path("projects/<slug:number>/unpack/", packages.unpack, name="project-unpack"),
    path("projects/<slug:number>/split/", packages.split, name="project-split"),
    path("projects/<slug:number>/rejoin/", acts.rejoin, name="project-rejoin"),
    path("projects/<slug:number>/merge/", doubles.merge, name="project-merge"),
]
