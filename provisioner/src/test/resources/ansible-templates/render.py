#!/usr/bin/python3
"""Renders templates as Ansible's template module does, all in one process.

usage: render.py FOLDER, where variables.yml and *.j2 are. Prints a JSON map from file name to text; a template that Ansible
refuses gives null. One argument more, a folder: writes the texts there, as NAME.out.
"""
import json
import pathlib
import sys

from ansible.parsing.dataloader import DataLoader
from ansible.template import AnsibleEnvironment, Templar

folder = pathlib.Path(sys.argv[1])
loader = DataLoader()
variables = dict(loader.load_from_file(str(folder / "variables.yml")))
variables["ansible_managed"] = "Ansible managed"
templar = Templar(loader=loader, variables=variables).copy_with_new_env(
    environment_class=AnsibleEnvironment, trim_blocks=True, lstrip_blocks=False, newline_sequence="\n",
    available_variables=variables)
texts = {}
for template in sorted(folder.glob("*.j2")):
    data = template.read_bytes().decode()
    try:
        texts[template.name] = str(templar.do_template(data, preserve_trailing_newlines=True, escape_backslashes=False))
    except Exception as e:
        print(template.name, type(e).__name__, e, file=sys.stderr)
        texts[template.name] = None
if len(sys.argv) > 2:
    for name, text in texts.items():
        if text is not None:
            (pathlib.Path(sys.argv[2]) / (name[:-3] + ".out")).write_bytes(text.encode())
else:
    json.dump(texts, sys.stdout)
