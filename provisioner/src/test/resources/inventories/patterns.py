# Reads an inventory file and a file of host patterns, one per line, with Ansible itself, and prints for each pattern its hosts
# in Ansible's order, or ERROR. A pattern is taken as --limit takes it.
import sys

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader

inventory = InventoryManager(loader=DataLoader(), sources=[sys.argv[1]])
for line in open(sys.argv[2], encoding="utf-8"):
    try:
        inventory.subset(line.rstrip("\n"))
        hosts = [host.name for host in inventory._evaluate_patterns(inventory._subset)]
        print(" ".join(dict.fromkeys(hosts)))
    except Exception:
        print("ERROR")
